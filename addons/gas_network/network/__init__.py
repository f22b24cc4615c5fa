from .burst import Burst, Network, burst
from .drawing import Mark, Pipe, drawing
