"""Languages as Home Assistant names them."""


def tag(code: str) -> str:
    """Return the tag of a language as a model names it: "en-US" for "en_us"."""
    language, _, country = code.replace("-", "_").partition("_")
    return f"{language.lower()}-{country.upper()}" if country else language.lower()
