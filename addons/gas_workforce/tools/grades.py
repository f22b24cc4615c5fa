"""Marks of people and what they amount to. Pure calculation, no Odoo."""

from decimal import ROUND_HALF_UP, Decimal

# From which points on, the best first.
EXAM_GRADES = ((90, "excellent"), (80, "good"), (0, "pass"))
APPRAISAL_GRADES = (
    (90, "excellent"),
    (80, "competent"),
    (60, "barely_competent"),
    (0, "not_competent"),
)


def exam_grade(score, pass_mark):
    """Return the grade of an exam of 100 points.

    >>> [exam_grade(score, 60) for score in (59.5, 60, 80, 90)]
    ['fail', 'pass', 'good', 'excellent']
    >>> exam_grade(89, 90)
    'fail'
    >>> exam_grade(45, 40)
    'pass'
    """
    return "fail" if score < pass_mark else _grade(EXAM_GRADES, score)


def weighted_total(scores, weights):
    """Return the mean of ``scores`` by ``weights``, to a tenth, halves up.

    >>> weighted_total((90, 80, 85), (50, 20, 30))
    86.5
    >>> weighted_total((59.9, 60), (50, 50))
    60.0
    >>> weighted_total((90, 80), (0, 0))
    0.0
    """
    pairs = zip(scores, weights, strict=True)
    points = sum(Decimal(str(score)) * weight for score, weight in pairs)
    mean = points / (sum(weights) or 1)
    return float(Decimal(mean).quantize(Decimal("0.1"), ROUND_HALF_UP))


def appraisal_grade(total):
    """Return the grade of an appraisal of 100 points.

    >>> [appraisal_grade(total) for total in (59.9, 60, 80, 90)]
    ['not_competent', 'barely_competent', 'competent', 'excellent']
    """
    return _grade(APPRAISAL_GRADES, total)


def _grade(grades, points):
    return next(grade for lowest, grade in grades if points >= lowest)
