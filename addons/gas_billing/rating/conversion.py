"""From what a large meter counts to the m³ that are billed (B42).

Small meters are billed as they count; a corrector or the caller converts the rest.
"""

from decimal import Decimal

from .decimals import ARITHMETIC, ZERO, as_decimal, round_half_up
from .errors import TariffError
from .kinds import positive, quantity

#: Standard reference conditions of natural gas, GB/T 19205: 101.325 kPa and 20 °C.
STANDARD_PRESSURE_KPA = Decimal("101.325")
STANDARD_TEMPERATURE_C = Decimal(20)
ZERO_CELSIUS_K = Decimal("273.15")


def standard_volume(
    volume,
    gauge_kpa,
    temperature_c,
    atmosphere_kpa=STANDARD_PRESSURE_KPA,
    compressibility_ratio=1,
    digits=2,
):
    """Return the m³ at standard conditions of ``volume`` m³ at the meter's.

    ``gauge_kpa``: pressure above the ``atmosphere_kpa``. ``compressibility_ratio``:
    Z at standard conditions over Z at the meter's, 1 at low pressure.
    :raise TariffError: a float, or an absolute pressure or temperature below zero.

    100 m³ at 200 kPa and 10 °C: 100 × 301.325/101.325 × 293.15/283.15.

    >>> standard_volume(100, 200, 10)
    Decimal('307.89')
    """
    pressure = as_decimal(atmosphere_kpa) + as_decimal(gauge_kpa)
    temperature = ZERO_CELSIUS_K + as_decimal(temperature_c)
    for name, value in (("gauge_kpa", pressure), ("temperature_c", temperature)):
        if value <= ZERO:
            raise TariffError("not_above_zero", name, value=value)
    standard_temperature = ZERO_CELSIUS_K + STANDARD_TEMPERATURE_C
    numerator = pressure * standard_temperature * positive(compressibility_ratio)
    factor = ARITHMETIC.divide(numerator, STANDARD_PRESSURE_KPA * temperature)
    return round_half_up(quantity(volume) * factor, digits)


def equivalent_volume(volume, heating_value, contract_heating_value, digits=2):
    """Return the m³ of contract gas that hold the heat of ``volume`` m³ of this gas.

    Both heating values in the same unit, such as MJ/m³, at the same conditions. A
    price per m³ then charges the energy delivered (热值折算).
    :raise TariffError: a float, or a heating value that is not above zero.

    >>> equivalent_volume(1000, "36.50", "35.17")
    Decimal('1037.82')
    """
    heat = quantity(volume) * positive(heating_value)
    return round_half_up(
        ARITHMETIC.divide(heat, positive(contract_heating_value)), digits
    )
