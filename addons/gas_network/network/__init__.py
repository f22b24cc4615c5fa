from .burst import Burst, burst
from .drawing import Mark, Pipe, drawing
