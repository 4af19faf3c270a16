"""A question that the reader answers before the page does."""

import hashlib
import html
import re
import unicodedata

import numpy as np

from activations.checks import is_blank

# As many as book.css can tell apart.
MOST = 5

# What stays as it is: a code block, code in a line, a formula, an escaped
# sign. Or what could begin a tag. Or what begins a block and never ends it.
MARKDOWN = re.compile(
    r"""
    ^[ ]{0,3}(?P<fence>`{3,}(?=[^`\n]*$)|~{3,}).*\n
        (?:.*\n)*?[ ]{0,3}(?P=fence)[`~]*[ ]*$
    | (?<!`)(?P<ticks>`+)(?!`)(?:.|\n(?![ ]*\n))+?(?<!`)(?P=ticks)(?!`)
    | (?P<dollars>\${1,2})(?:\\.|[^\\$\n]|\n(?![ ]*\n))+?(?P=dollars)
    | \\[\\$`]
    | (?P<tag>\\?<)
    | (?P<open>^[ ]{0,3}(?:```|~~~)|\$\$)
    """,
    re.MULTILINE | re.VERBOSE,
)

# Signs in pairs that a reader does not see, but what stands between them.
MARKS = re.compile(r"(\*{1,3}|~~|`+|\$\$?|(?<!\w)_{1,3})(?! )(.+?)(?<! )\1")

# What some write in another way, and what links to, or heads, a text.
SAME = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
LINK = re.compile(r"\[([^]]*)\]\([^)]*\)|^#+ ")

RIGHT = '<strong class="right">Right:</strong>'  # for book.css
WRONG = "**Wrong:**"


def predict(question, choices, why):
    """Return a question with choices, and its answer, folded.

    choices maps each choice to whether it is right, a bool that Python
    evaluated. A wrong one may have a sentence that says why it is wrong:

        {"1.8": (y == 1.8, "Nothing above 1 comes out."), "0.9": y == 0.9}

    why explains the right one. All texts are Markdown with formulas, and
    without HTML.

    Raises TypeError for what is no bool or no text. Raises ValueError
    unless exactly one of two to five choices is right, or if that one has
    a sentence, which must have been written when it was wrong; if two
    choices read alike, as "0.9" and "$0.90$" do; if a text is empty, or
    begins a block of code or a formula and does not end it.
    """
    if not isinstance(choices, dict):
        raise TypeError(
            "predict: choices must be a dict, from each choice to whether "
            f"it is right, got {choices!r}"
        )
    if not 2 <= len(choices) <= MOST:
        raise ValueError(
            f"predict: two to {MOST} choices, got {len(choices)}"
        )
    verdicts = {
        choice: _verdict(choice, value) for choice, value in choices.items()
    }
    right = [choice for choice, (holds, _) in verdicts.items() if holds]
    if len(right) != 1:
        raise ValueError(
            f"predict: exactly one choice must be right, got {right}"
        )
    if len(set(map(_read, choices))) < len(choices):
        raise ValueError(
            "predict: choices must differ in more than spaces, capitals, "
            f"marks and the form of a number, got {list(choices)}"
        )
    for text in (question, why):
        _check_text(text)
    return _Question(question, verdicts, why)


def _verdict(choice, value):
    """Return whether a choice is right, and the sentence about it."""
    pair = isinstance(value, tuple) and len(value) == 2
    holds, sentence = value if pair else (value, "")
    if not isinstance(holds, (bool, np.bool_)):
        raise TypeError(
            f"predict: {choice!r} must be given a bool, or a bool and a "
            f"sentence, got {value!r}"
        )
    _check_text(choice)
    if sentence != "":
        _check_text(sentence)
    if holds and sentence:
        raise ValueError(
            f"predict: {choice!r} is right, which why explains, so it must "
            f"have no sentence, got {sentence!r}"
        )
    return bool(holds), sentence


def _read(choice):
    """Return a choice as it reads: a number if it is one, or plain text."""
    text = unicodedata.normalize("NFC", html.unescape(choice))
    text = "".join(
        "-" if unicodedata.category(sign) == "Pd" or sign == "−" else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"  # it has no width
    )
    text = " ".join(text.casefold().translate(SAME).split())
    text = LINK.sub(lambda found: found[1] or "", text)
    while MARKS.search(text):
        text = MARKS.sub(r"\2", text)
    text = text.removesuffix(".").replace(" ", "")
    try:
        return str(float(text))
    except ValueError:
        return text


def _check_text(text):
    if not isinstance(text, str):
        raise TypeError(f"predict: a text must be a str, got {text!r}")
    if is_blank(html.unescape(text)):
        raise ValueError(f"predict: a text must not be empty, got {text!r}")
    if any(found["open"] for found in MARKDOWN.finditer(text)):
        raise ValueError(
            "predict: a block of code or a formula must end where its text "
            f"does, got {text!r}"
        )


class _Question:
    def __init__(self, question, verdicts, why):
        self.question, self.verdicts, self.why = question, verdicts, why

    def __repr__(self):
        choices = [f"- {choice}" for choice in self.verdicts]
        answer = [
            f"{choice}: {'right' if holds else 'wrong'}. {sentence}".strip()
            for choice, (holds, sentence) in self.verdicts.items()
        ]
        lines = [self.question, *choices, "Answer:", *answer, self.why]
        return "\n".join(lines)

    def _repr_markdown_(self):
        """Return Markdown inside of HTML, which works as it stands.

        Only the fold says which choice is right, so nothing is given away
        without the book's style sheet either, as in Jupyter. (There the
        buttons can't be pressed, and one chooses in one's head.) Each tag
        has blank lines around it, or jupyterlab-myst unfolds the answer.
        """
        # The same in every run, and another for each question of a page.
        name = hashlib.sha256(self.question.encode()).hexdigest()[:8]
        button = f'<input type="radio" name="predict-{name}">'
        labels, answers = [], []
        for choice, (holds, sentence) in self.verdicts.items():
            choice, sentence = _line(choice), _line(sentence)
            labels.append(f"<label>{button} {choice}</label>")
            verdict = RIGHT if holds else WRONG
            answers.append(f"- {verdict} {choice}. {sentence}".rstrip())
        blocks = [
            '<div class="predict">',
            '<fieldset style="border: 0; margin: 0; padding: 0">',
            "<legend>",
            _line(self.question),
            "</legend>",
            "<br>\n".join(labels),
            "</fieldset>",
            '<p class="hint">Choose one, then see the answer.</p>',
            "<details>",
            "<summary>Answer</summary>",
            "\n".join(answers),
            _escaped(self.why),
            "</details>",
            "</div>",
        ]
        return "\n\n".join(blocks)


def _line(text):
    """Return Markdown as one line in which no tag can begin."""
    return _escaped(" ".join(text.split()))


def _escaped(text):
    """Return Markdown in which no tag can begin."""
    return MARKDOWN.sub(
        lambda found: "&lt;" if found["tag"] else found[0], text
    )
