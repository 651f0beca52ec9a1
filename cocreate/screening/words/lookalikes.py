"""Letters of other alphabets, and signs, that pass for Latin letters to the eye.

The idea is that of the confusables of Unicode Technical Standard #39; the table is our own, and short: what somebody
types who wants to be read and not to be found.
"""

from string import ascii_lowercase

_ALPHABETS = (
    # Cyrillic
    ("авекмнорстухсіјѕԁԛԝһӏьп", "abekmhopctyxcijsdqwhlbn"),
    ("АВЕКМНОРСТУХІЈЅԀԚԜҺӀ", "abekmhopctyxijsdqwhl"),
    # Greek: its capitals look like other letters than its small ones
    ("αβγεηικνορτυχωϲϳ", "abyenikvoptuxwcj"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ", "abezhikmnoptyxc"),
    # Armenian
    ("օսհոցզ", "ouhngq"),
    ("ՕՍՏԼ", "ousl"),
    # Latin letters with a stroke or without a dot, which lose neither when they are folded, and the script forms
    ("øłđħŧıȷɑɡƒʋƅɩ", "oldhtijagfvbi"),
    # Small capitals
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
)
# Alphabets of signs, each in the order of the Latin one: circled, squared and flag letters.
_SIGNS = (0x1F150, 0x1F170, 0x1F1E6)

LETTERS: dict[str, str] = {
    strange: plain for row, latin in _ALPHABETS for strange, plain in zip(row, latin, strict=True)
} | {chr(first + place): plain for first in _SIGNS for place, plain in enumerate(ascii_lowercase)}

# Digits and signs, and the letters each may stand for within a word. A digit may as well be meant as one.
DIGITS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"}
SIGNS = {"@": "a", "$": "s", "!": "i", "|": "il"}
# Strokes of Chinese that stand between characters like a bar.
BARS = frozenset("丨丶丿〡")
