"""Articles that try to drive the terminal, the screen's markup, the decoder or the segmentation."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from tests.hostile.kinds import Hostile

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"

SEQUENCES = {
    # What makes a terminal answer, as if keys had been pressed.
    "colour-query": f"{ESC}]10;?{BEL}",
    "background-query": f"{ESC}]11;?{ST}",
    "palette-query": f"{ESC}]4;0;?{BEL}",
    "clipboard-read": f"{ESC}]52;c;?{BEL}",
    "device-attributes": f"{ESC}[c",
    "secondary-attributes": f"{ESC}[>c",
    "tertiary-attributes": f"{ESC}[=c",
    "status-report": f"{ESC}[5n",
    "cursor-report": f"{ESC}[6n",
    "extended-cursor-report": f"{ESC}[?6n",
    "version-query": f"{ESC}[>q",
    "mode-query": f"{ESC}[?2026$p",
    "capability-query": f"{ESC}P+q544e{ST}",
    "setting-query": f"{ESC}P$qm{ST}",
    "answerback": "\x05\x05\x05",
    "title-report": f"{ESC}]2;q{BEL}{ESC}[21t",
    "size-report": f"{ESC}[18t{ESC}[14t",
    "keyboard-query": f"{ESC}[?u",
    "checksum-query": f"{ESC}[1;1;1;1;1;1*y",
    # What changes the terminal.
    "clipboard-write": f"{ESC}]52;c;cm0gLXJmIH4K{BEL}",
    "window-title": f"{ESC}]0;pwned{BEL}",
    "icon-title": f"{ESC}]1;pwned{ST}",
    "hyperlink": f"{ESC}]8;;file:///etc/passwd{ST}click{ESC}]8;;{ST}",
    "folder-report": f"{ESC}]7;file:///tmp{ST}",
    "notification": f"{ESC}]9;pwned{BEL}{ESC}]777;notify;pwned;pwned{BEL}",
    "iterm-file": f"{ESC}]1337;File=inline=1:AAAA{BEL}",
    "shell-marks": f"{ESC}]133;A{ST}",
    "pointer-shape": f"{ESC}]22;wait{ST}",
    "palette-change": f"{ESC}]4;1;#000000{BEL}{ESC}]104{BEL}",
    "resize": f"{ESC}[8;1;1t{ESC}[2t",
    "in-band-resize": f"{ESC}[48;1;1;1;1t",
    "keyboard-push": f"{ESC}[>31u",
    "kitty-graphics": f"{ESC}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA{ST}",
    "sixel": f"{ESC}Pq#0;2;0;0;0#0~~{ST}",
    "regis": f"{ESC}P0pP[100,100]{ST}",
    "privacy-message": f"{ESC}^secret{ST}",
    "start-of-string": f"{ESC}Xsecret{ST}",
    "full-reset": f"{ESC}c",
    "soft-reset": f"{ESC}[!p",
    "alignment": f"{ESC}#8",
    "erase": f"{ESC}[2J{ESC}[3J{ESC}[K",
    "leave-alternate-screen": f"{ESC}[?1049l",
    "mouse-modes": f"{ESC}[?1003h{ESC}[?1006h",
    "focus-mode": f"{ESC}[?1004h",
    "hide-cursor": f"{ESC}[?25l{ESC}[0 q",
    "scroll-region": f"{ESC}[1;2r",
    "charset": f"{ESC}(0\x0e\x0flqk",
    "blink-conceal": f"{ESC}[5;8;38;5;201mhidden",
    "repeat": f"x{ESC}[9999999b",
    "insert-lines": f"{ESC}[9999L{ESC}[9999M",
    "far-cursor": f"{ESC}[999;999H{ESC}[999A",
    "printer": f"{ESC}[5i{ESC}[4i",
    "macro": f"{ESC}P0;0;0!zq{ST}{ESC}[0*z",
    "user-keys": f"{ESC}P0;1|17/710d{ST}",
    # What a terminal sends to a program, and a program should not take from a file.
    "paste-end": f"{ESC}[201~q{ESC}[200~",
    "mouse-report": f"{ESC}[<0;1;1M{ESC}[M !!",
    "key-reports": f"{ESC}[A{ESC}OP{ESC}[24~{ESC}[113u",
    "focus-report": f"{ESC}[I{ESC}[O",
    # Their eight-bit forms and their parts.
    "c1-csi": "\x9b6n",
    "c1-osc": "\x9d10;?\x9c",
    "c1-dcs": "\x90$qm\x9c",
    "c1-all": "".join(map(chr, range(0x80, 0xA0))),
    "c0-all": "".join(chr(n) for n in range(1, 32) if n != 10) + "\x7f",
    "nested": f"{ESC}{ESC}[{ESC}]10;?{BEL}{BEL}",
    "split": f"first half {ESC}\n\n[6n second half {ESC}]\n10;?{BEL}",
    "at-the-end": f"ends with an escape {ESC}",
    "backspace": "safe\b\b\b\bevil",
    "carriage-return": "safe safe safe\rdone",
    "form-feed": "one\x0ctwo\x0bthree\x85four",
    "delete": "a\x7fb",
    "bell": BEL * 20,
}
"""By name: what stands in the middle of an otherwise harmless text."""

CHARACTERS = {
    "bidi-override": "\u202etxet siht sdaer eno on\u202c",
    "bidi-isolates": "\u2066\u2067\u2068 open and never closed",
    "bidi-marks": "\u200e\u200f\u061c" * 20,
    "separators": "one\u2028two\u2029three",
    "stacked-marks": "Z" + "\u0351\u0352" * 300 + " tall",
    "enclosing-marks": "a" + "\u20dd" * 50,
    "leading-mark": "\u0301\u0301\u0301\u0301\u0301\u0301 first",
    "joined-emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 40,
    "flags": "\U0001f1e6" * 41,
    "tags": "".join(chr(0xE0000 + ord(c)) for c in "hidden orders") + "\U000e007f",
    "selectors": "a" + "".join(map(chr, range(0xFE00, 0xFE10))) + "\U000e0100" * 30,
    "noncharacters": "\ufdd0\ufffe\uffff\U0001fffe\U0010ffff",
    "four-bytes": "\U00010348\U0001d518\U00020000" * 50,
    "wide": "\u3000\uff21\u4e2d\u6587" * 60,
    "zero-width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg",
    "annotation": "\ufff9base\ufffaover\ufffb",
    "private": "\ue000\uf8ff\U000f0000\U0010fffd",
    "old-language-tag": "\U000e0001\U000e0065\U000e006e",
    "khmer-and-mongolian": "\u17b4\u17b5\u180b\u180e\u1806",
    "hangul": "\u1100\u1160\u11a8" * 30 + "\u115f\u3164\uffa0",
    "right-to-left": "\u05d0\u05d1 \u0627\u0644\u0633\u0644\u0627\u0645 123 abc",
    "shadda": "\u0644\u0651\u064e\u0651\u064e\u0651\u064e",
}

MARKUP = {
    "click": "[@click=app.quit]quit[/] [@click=app.bell()]bell[/]",
    "click-quoted": "[@click=\"app.run_command('x')\"]x[/]",
    "link": "[link=file:///etc/passwd]read[/link] [link='https://example.org']x[/]",
    "unclosed": "[bold [red [/ [/] [[[ ]]] [/bold]",
    "escaped": "\\[bold] \\\\[bold] [bold\\]",
    "variables": "$primary $x ${HOME} $(touch CANARY/shell) `touch CANARY/tick` {0} {x!r} %s %(x)s %n",
    "rich": "[blink]x[/blink] [on red]y[/] :smile: [not bold]",
    "at-the-edge": "[",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&#27;[6n",
    "formula": "=cmd|'/c calc'!A1 +1 -1 @SUM(1) \uff1d1",
}

LONG = {
    "one-word": "x" * 100_000,
    "one-sentence": "word " * 15_000,
    "lines": "\n".join(f"line {n}." for n in range(3_000)),
    "empty-lines": "\n" * 200_000,
    "brackets": "[" * 10_000 + "(" * 10_000 + "\u201c" * 5_000,
    "dates": "1/1/1/1/1/1/ 1 January 1 January " * 1_000,
    "byline": "By " + "A. " * 5_000,
    "spaces": " " * 100_000 + "x",
    "dots": ". " * 5_000,
    "headings": "# a\n" * 2_000,
    "urls": "https://" * 2_000,
    "front-matter": "---\n" + "a: b\n" * 5_000,
    "marks": "e\u0301\u0302\u0303\u0304\u0305" * 5_000,
}

REST = "\nThe rest is plain, so that there are enough letters for a text. " * 40
"""What has too many control characters for a text is refused; this keeps their share small."""

_NOT_TEXT = "is not text"


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every article that is text."""
    for group in (SEQUENCES, CHARACTERS, MARKUP):
        for name, payload in group.items():
            # In the title, within a passage, and between two.
            says = f"The first passage says {payload} and goes on."
            yield name, f"Title {payload} of it\n\n{says}\n\n{payload}\n{REST}"
    yield from LONG.items()
    yield (
        "front-matter-tags",
        "---\ntitle: !!python/object/apply:os.system [touch CANARY/front]\n---\nText.\n",
    )


BYTES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ""),
    "blank": (b" \t\n \n", ""),
    "only-bom": (b"\xef\xbb\xbf", ""),
    "nul": (b"some text\0and more\n", _NOT_TEXT),
    "nuls": (b"\0" * 5000, _NOT_TEXT),
    "utf-16-le": ("\x1b]10;?\x07 sixteen bits".encode("utf-16"), ""),
    "utf-16-be": (b"\xfe\xff" + "\x1b[6n sixteen bits".encode("utf-16-be"), ""),
    "utf-16-odd": ("sixteen bits".encode("utf-16") + b"\x00", ""),
    "utf-16-surrogates": (b"\xff\xfe\x00\xd8\x00\xd8a\x00", ""),
    "utf-16-no-mark": ("no mark at all".encode("utf-16-le"), _NOT_TEXT),
    "utf-32": ("\x9b6n thirty-two bits".encode("utf-32"), ""),
    "utf-8-surrogates": (b"before \xed\xa0\x80\xed\xb0\x80 after\n", _NOT_TEXT),
    "utf-8-overlong": (b"before \xc0\x9b[6n \xe0\x80\x9b[6n after\n", ""),
    "utf-8-broken": ("é".encode() * 300 + b"\xff\xfe\x9b6n" + "é".encode() * 300, "not UTF-8"),
    "utf-8-cut": (("é" * 200).encode()[:-1], "not UTF-8"),
    "latin-1": ("caf\xe9 \x9b6n d\xe9j\xe0 vu, fa\xe7ade, na\xefve".encode("latin-1"), ""),
    "utf-7": (b"+ABs-[6n plain", ""),
    "gb18030": ("\u4e2d\u6587\u6587\u672c\uff0c\u6b64\u5904\u3002".encode("gb18030") * 20, ""),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00\x3e\x00" * 50, _NOT_TEXT),
    "gzip": (gzip.compress(b"\x1b]10;?\x07" * 100_000, mtime=0), _NOT_TEXT),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, _NOT_TEXT),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 8, _NOT_TEXT),
    "controls": (b"\x01\x02\x03\x04\x1b" * 200 + b"text", _NOT_TEXT),
    "pickle": (b"cos\nsystem\n(S'touch CANARY/article'\ntR.", ""),
}
"""By name: the bytes, and what `check` has to say of them."""


def articles() -> Iterator[Hostile]:
    """All of them, in a folder of their own."""
    for number, (name, text) in enumerate(texts(), 1):
        yield Hostile(f"seeds/texts/{name}.txt", f"No {number:03} {text}".encode())
    for name, (data, wrong) in BYTES.items():
        yield Hostile(f"seeds/bytes/{name}.txt", data, wrong)
