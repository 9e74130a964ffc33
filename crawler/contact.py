"""How publishers reach who crawls them."""


def is_contact(text: str) -> bool:
    """Tell whether it is an e-mail or web address that fits into a header."""
    return text.isprintable() and ("@" in text or text.startswith("http"))
