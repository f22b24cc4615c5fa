from .page import MOST_BYTES, MobilePage
