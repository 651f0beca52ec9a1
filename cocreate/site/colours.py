"""Colour arithmetic: whether an accent can be read on the site's paper."""

PAPER, PAPER_DARK = "#fbfbfa", "#12161b"
READABLE = 4.5
# On dark paper a colour that is only just readable looks dull; this is what WCAG 2.2 calls enhanced contrast.
CLEAR = 7


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightened(colour: str) -> str:
    """`colour` mixed with white until it is clear to read on the dark paper."""
    mixed = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    twin = colour
    for step in range(1, 21):
        if contrast(twin, PAPER_DARK) >= CLEAR:
            break
        twin = "#" + "".join(f"{round(channel + (255 - channel) * step / 20):02x}" for channel in mixed)
    return twin
