from .page import MobilePage
