"""A question whose choices Python evaluates: what it refuses and shows."""

import re

import numpy as np
import pytest

from activations.lab import predict

QUESTION = "What is $f(2)$, if $f(1) = 2$?"
CHOICES = {
    "$4$": (np.bool_(False), "That is $f(1)^2$."),
    "$8$": np.bool_(True),
    "no more than 2": False,
}
WHY = "Because $f(x) = x^3 + 1 - 1^x$."


def markdown(question=QUESTION, choices=CHOICES, why=WHY):
    return predict(question, choices, why)._repr_markdown_()


# ---- What it refuses ----------------------------------------------------


@pytest.mark.parametrize("values", [(False, False), (True, True)])
def test_exactly_one_choice_is_right(values):
    choices = dict(zip("ab", values, strict=True))
    with pytest.raises(
        ValueError, match="exactly one choice must be right"
    ):
        predict(QUESTION, choices, WHY)


@pytest.mark.parametrize("number", [0, 1, 6])
def test_a_choice_is_between_two_and_five(number):
    choices = {f"choice {n}": n == 0 for n in range(number)}
    with pytest.raises(ValueError, match=f"two to 5 choices, got {number}"):
        predict(QUESTION, choices, WHY)


def test_five_choices_are_accepted():
    choices = {f"choice {n}": n == 0 for n in range(5)}
    assert markdown(choices=choices).count("<label>") == 5


@pytest.mark.parametrize(
    "value", [1, 0.0, None, "no", np.array([True]), (True,), ("no", True)]
)
def test_whether_a_choice_is_right_is_a_bool(value):
    with pytest.raises(TypeError, match="'a' must be given a bool, or a"):
        predict(QUESTION, {"a": value, "b": True}, WHY)


def test_the_right_choice_has_no_sentence_about_what_is_wrong():
    choices = {"a": (True, "Too small."), "b": False}
    with pytest.raises(ValueError, match="'a' is right.*'Too small.'"):
        predict(QUESTION, choices, WHY)


@pytest.mark.parametrize(
    ("question", "choices", "why"),
    [
        (1, CHOICES, WHY),
        (QUESTION, CHOICES, None),
        (QUESTION, {1: True, "2": False}, WHY),
        (QUESTION, {"1": True, "2": (False, 3)}, WHY),
    ],
)
def test_a_text_is_a_str(question, choices, why):
    with pytest.raises(TypeError, match="a text must be a str, got"):
        predict(question, choices, why)


BLANK = ["\u200b", " \ufeff\u200d", "&nbsp;", "&#8203;", "\u2800", "\u034f"]


@pytest.mark.parametrize("text", ["", "  ", "\n", *BLANK])
@pytest.mark.parametrize("place", range(4))
def test_a_text_is_not_empty(text, place):
    texts = [QUESTION, "4", "Too small.", WHY]
    texts[place] = text
    if place == 2 and text == "":
        return  # a sentence may be left out
    question, choice, sentence, why = texts
    choices = {choice: (False, sentence), "8": True}
    with pytest.raises(ValueError, match="a text must not be empty"):
        predict(question, choices, why)


@pytest.mark.parametrize(
    ("choice", "other"),
    [
        *(("it falls", f) for f in ("It Falls", " it  falls", "it\nfalls")),
        *(
            ("it falls", f)
            for f in ("it falls.", "it\xa0falls", "it fal&#108;s")
        ),
        *(
            ("it falls", f)
            for f in ("it fa\u200blls", "_it falls_", "`it` falls")
        ),
        *(
            ("0.9", f)
            for f in ("$0.9$", "$$0.9$$", "0.90", ".9", "`0.9`", "9e-1")
        ),
        *(("a", f) for f in ("**a**", "*a*", "***a***", "__a__", "~~a~~")),
        *(("-1", f) for f in ("−1", "–1", "$-1$", "- 1", "**$−1.0$**")),
        ("é", "e\u0301"),
        ("it's", "it’s"),
        ("so...", "so…"),
        ("a", "[a](relu.ipynb)"),
        ("a", "# a"),
        ("nan", "$nan$"),
    ],
)
def test_two_choices_that_read_alike_are_refused(choice, other):
    for choices in (
        {choice: True, other: False},
        {other: False, choice: True},
    ):
        with pytest.raises(ValueError, match="choices must differ in more"):
            predict(QUESTION, choices, WHY)


@pytest.mark.parametrize(
    ("choice", "other"),
    [
        ("1", "-1"),
        ("2 * 3", "23"),
        ("2*x", "2x"),
        ("x_1", "x1"),
        ("$x^2$", "$x2$"),
        ("5!", "5"),
        ("1 or 2", "1 and 2"),
        ("up-down", "up, down"),
        ("it rises", "it falls"),
        ("0.9", "0.99"),
        ("\\* a", "a"),
    ],
)
def test_choices_that_differ_in_a_sign_are_taken(choice, other):
    predict(QUESTION, {choice: True, other: False}, WHY)


@pytest.mark.parametrize(
    "text",
    [
        "So:\n\n```python\nact(2)\n",
        "~~~\nact(2)\n```",
        "````\nact(2)\n```",
        "$$\nx = 1",
        "```\na\n```\n\n```\nb",
    ],
)
def test_a_block_that_does_not_end_is_refused(text):
    with pytest.raises(ValueError, match="must end where its text does"):
        predict(QUESTION, CHOICES, text)
    with pytest.raises(ValueError, match="must end where its text does"):
        predict(text, CHOICES, WHY)


# ---- What it shows ------------------------------------------------------


def test_the_bytes_are_the_same_each_time():
    assert markdown() == markdown()


def test_the_choices_of_a_question_are_one_group():
    names = re.findall(r'name="([^"]+)"', markdown())
    assert len(names) == 3
    assert len(set(names)) == 1
    assert re.fullmatch(r"predict-[0-9a-f]{8}", names[0])


def test_another_question_is_another_group():
    (name,) = set(re.findall('name="[^"]+"', markdown()))
    assert name not in markdown(question="And what is $f(3)$?")


def test_nothing_has_an_id_that_a_page_could_hold_twice():
    assert " id=" not in markdown()


def test_formulas_stay_as_they_are():
    for formula in ("$f(2)$", "$4$", "$f(1)^2$", "$x^3 + 1 - 1^x$"):
        assert formula in markdown(why="$x^3 + 1 - 1^x$")


@pytest.mark.parametrize(
    "text",
    [
        "$a<b$",
        "$$a<b$$",
        "`a<b`",
        "``a`<b``",
        "$\\$<b$",
        "\n```\na<b\n```\n",
        "\n~~~\na\n\n``\n<b\n~~~~\n",
    ],
)
def test_what_markdown_keeps_verbatim_is_not_escaped(text):
    assert text in markdown(why=f"If {text}, then not.")


def test_elsewhere_no_tag_begins():
    text = "<b>, $a$ <i> `b` </fieldset>"
    shown = "&lt;b>, $a$ &lt;i> `b` &lt;/fieldset>"
    choices = {text: True, "b": (False, text)}
    assert markdown(text, choices, text).count(shown) == 5


@pytest.mark.parametrize(
    "text",
    [
        r"\$5 <b> \$6",
        r"\`<b>\`",
        r"\\\$<b>$",
        "`a\n\n<b>`",
        "$a\n\n<b>$",
        "`` <b> `",
        r"\<b>",
        "`a` <b> `c`",
        "$a$ <b> $c$",
    ],
)
def test_what_only_looks_like_code_or_a_formula_begins_no_tag(text):
    assert "<b>" not in markdown(why=text)
    assert "&lt;b>" in markdown(why=text)


def test_a_choice_stays_on_its_line():
    choices = {"# one\n\n- two": True, "b": (False, "one\n\ntwo")}
    lines = markdown(choices=choices).splitlines()
    assert any("# one - two</label>" in line for line in lines)
    assert "- **Wrong:** b. one two" in lines


def test_only_the_fold_says_which_choice_is_right():
    before, _, answer = markdown().partition("<details>")
    assert "right" not in before.lower()
    assert '- <strong class="right">Right:</strong> $8$.' in answer
    assert "- **Wrong:** $4$. That is $f(1)^2$." in answer
    assert "- **Wrong:** no more than 2.\n" in answer
    assert WHY in answer
    buttons = re.findall("<label>.*?>", before)
    assert len(buttons) == 3
    assert len(set(buttons)) == 1


def test_each_block_of_html_is_one_tag():
    """Or the extension jupyterlab-myst, where a reader has it, closes all
    at the first that closes."""
    for block in markdown().split("\n\n"):
        if block.startswith("<") and "<label>" not in block:
            assert len(re.findall("<[a-z]", block)) <= 1, block


def test_as_text_it_has_its_answer():
    text = repr(predict(QUESTION, CHOICES, WHY))
    assert text == "\n".join(
        [
            QUESTION,
            "- $4$",
            "- $8$",
            "- no more than 2",
            "Answer:",
            "$4$: wrong. That is $f(1)^2$.",
            "$8$: right.",
            "no more than 2: wrong.",
            WHY,
        ]
    )


@pytest.mark.parametrize(
    "choices", [None, [("a", True), ("b", False)], "ab"]
)
def test_choices_are_a_dict(choices):
    with pytest.raises(TypeError, match="predict: choices must be a dict"):
        predict(QUESTION, choices, WHY)
