"""Where each key of a TOML text stands, and whether the text is small and flat enough to be parsed.

``tomllib`` gives no positions for valid keys, and some short texts take it minutes. This scanner walks over
the text once, before it is parsed. Where it does not understand the text, it stops, and the parser will say
why: it is laxer than the parser in everything but size.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right

MOST_DEPTH = 8
MOST_ENTRIES = 10_000
MOST_KEYS = 10_000

KeyPath = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"')
_LITERAL = re.compile(r"'[^'\n]*'")
_BASIC_END = re.compile(r'\\.|"""', re.DOTALL)
_DATE_AND_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9][^\s,\]}#]*")
_SCALAR = re.compile(r"[^\s,\[\]{}#=\"']+")


class TooLarge(Exception):
    """The text is deeper or longer than any scenario needs."""

    def __init__(self, line: int, problem: str, allowed: str) -> None:
        super().__init__(problem)
        self.line = line
        self.problem = problem
        self.allowed = allowed


class _NotUnderstoodError(Exception):
    """The text is not TOML from here on."""


class LineScanner:
    """One pass over a TOML text.

    Attributes
    ----------
    lines
        Line of each key, table and list entry, by its path.
    given_twice
        Lines of a key's second and first definition, by line of the second.
    """

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.given_twice: dict[int, tuple[KeyPath, int]] = {}
        self._text = text
        self._position = 0
        self._keys = 0
        self._newlines = [match.start() for match in re.finditer("\n", text)]
        self._elements: dict[KeyPath, int] = {}
        self._leaves: dict[KeyPath, int] = {}

    def scan(self) -> None:
        """Walk over the text as far as it can be understood.

        Raises
        ------
        TooLarge
            If the text is deeper, or holds longer lists or more keys, than any scenario needs.
        """
        try:
            table: KeyPath = ()
            while self._skip(_BLANK) < len(self._text):
                if self._text.startswith("[", self._position):
                    table = self._header()
                else:
                    self._pair(table)
        except _NotUnderstoodError:
            return

    def _line(self) -> int:
        return bisect_right(self._newlines, self._position - 1) + 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._text, self._position)
        if found is not None:
            self._position = found.end()
        return self._position

    def _take(self, sign: str) -> bool:
        if not self._text.startswith(sign, self._position):
            return False
        self._position += len(sign)
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise _NotUnderstoodError

    def _header(self) -> KeyPath:
        line = self._line()
        is_list = self._take("[[")
        if not is_list:
            self._expect("[")
        parts = self._key()
        self._expect("]]" if is_list else "]")
        path: KeyPath = ()
        for number, part in enumerate(parts):
            path = (*path, part)
            self.lines.setdefault(path, line)
            last = number == len(parts) - 1
            if last and is_list:
                element = self._elements.get(path, 0)
                self._elements[path] = element + 1
                self._check_length(element + 1)
                path = (*path, element)
                self.lines[path] = line
            elif path in self._elements:
                path = (*path, self._elements[path] - 1)
        if not is_list:
            self._note_leaf(path, line)
        self._check_depth(path)
        return path

    def _pair(self, table: KeyPath) -> None:
        line = self._line()
        path = table
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._check_depth(path)
        self._note_leaf(path, line)
        self._expect("=")
        self._skip(_SPACE)
        self._value(path)

    def _note_leaf(self, path: KeyPath, line: int) -> None:
        first = self._leaves.setdefault(path, line)
        if first != line:
            self.given_twice.setdefault(line, (path, first))

    def _key(self) -> list[str]:
        parts: list[str] = []
        while True:
            self._keys += 1
            if self._keys > MOST_KEYS:
                raise TooLarge(self._line(), "too many keys", f"at most {MOST_KEYS:,} in one file")
            if len(parts) == MOST_DEPTH:
                raise self._too_deep()
            self._skip(_SPACE)
            parts.append(self._key_part())
            self._skip(_SPACE)
            if not self._take("."):
                return parts

    def _key_part(self) -> str:
        for pattern in (_BARE_KEY, _BASIC, _LITERAL):
            found = pattern.match(self._text, self._position)
            if found is not None:
                self._position = found.end()
                return _unquoted(found.group())
        raise _NotUnderstoodError

    def _value(self, path: KeyPath) -> None:
        start = self._text[self._position : self._position + 1]
        if start in ('"', "'"):
            self._string(start)
        elif start == "[":
            self._list(path)
        elif start == "{":
            self._inline_table(path)
        else:
            found = _DATE_AND_TIME.match(self._text, self._position) or _SCALAR.match(self._text, self._position)
            if found is None:
                raise _NotUnderstoodError
            self._position = found.end()

    def _string(self, quote: str) -> None:
        if not self._take(quote * 3):
            found = (_BASIC if quote == '"' else _LITERAL).match(self._text, self._position)
            if found is None:
                raise _NotUnderstoodError
            self._position = found.end()
            return
        if quote == "'":
            end = self._text.find("'''", self._position)
            if end < 0:
                raise _NotUnderstoodError
            self._position = end + 3
        else:
            for found in _BASIC_END.finditer(self._text, self._position):
                if found.group() == '"""':
                    self._position = found.end()
                    break
            else:
                raise _NotUnderstoodError
        # One or two quotes more belong to the string, not to its end.
        for _ in range(2):
            self._take(quote)

    def _list(self, path: KeyPath) -> None:
        self._expect("[")
        element = 0
        while True:
            self._skip(_BLANK)
            if self._take("]"):
                return
            self._check_length(element + 1)
            entry = (*path, element)
            self.lines[entry] = self._line()
            self._check_depth(entry)
            self._value(entry)
            element += 1
            self._skip(_BLANK)
            if not self._take(","):
                self._expect("]")
                return

    def _inline_table(self, path: KeyPath) -> None:
        self._expect("{")
        self._skip(_BLANK)
        if self._take("}"):
            return
        while True:
            self._skip(_BLANK)
            self._pair(path)
            self._skip(_BLANK)
            if not self._take(","):
                self._expect("}")
                return

    def _check_depth(self, path: KeyPath) -> None:
        if len(path) > MOST_DEPTH:
            raise self._too_deep()

    def _check_length(self, length: int) -> None:
        if length > MOST_ENTRIES:
            raise TooLarge(self._line(), "the list is too long", f"at most {MOST_ENTRIES:,} entries")

    def _too_deep(self) -> TooLarge:
        return TooLarge(self._line(), "keys and lists are nested too deeply", f"at most {MOST_DEPTH} levels")


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"':
        return key
    if "\\" not in key:
        return key[1:-1]
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError:
        raise _NotUnderstoodError from None
