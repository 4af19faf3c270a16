"""A question: the reader chooses, and then sees the answer."""

import pytest
from playwright.sync_api import expect

CHAPTER = "/notebooks/activations/sigmoid.html"
RIGHT, WRONG = "It rises to 0.90", "It reaches 1"
OTHER = "It doubles, to 1.5"


@pytest.fixture
def question(visit):
    """The question of a chapter, on a page of the given options."""

    def open_page(**options):
        page = visit(CHAPTER, **options).page
        return page.locator(".cell", has=page.locator(".predict"))

    return open_page


def answers(question):
    """The choices that the answer speaks of, as far as one sees them."""
    return question.locator(".predict li:visible").all_inner_texts()


def choose(question, choice):
    question.get_by_text(choice, exact=True).click()


def test_before_a_choice_neither_answer_nor_code_shows(question):
    question = question()
    expect(question.locator("summary:visible")).to_have_count(0)
    expect(question.locator(".hint")).to_be_visible()
    assert "0.900" not in question.inner_text()


def test_with_a_choice_one_can_open_the_answer_and_the_code(question):
    question = question()
    choose(question, WRONG)
    expect(question.locator(".hint")).to_be_hidden()
    folds = question.locator("summary").all_inner_texts()
    assert [fold.strip() for fold in folds] == ["Answer", "Show the code"]
    assert answers(question) == []
    question.get_by_text("Answer", exact=True).click()
    expect(question).to_contain_text("It becomes 0.900.")
    assert question.locator(".predict li .katex").count() == 1
    assert "$" not in question.locator(".predict").inner_text()
    assert [text[:18] for text in answers(question)] == [
        "Wrong: It reaches ",
        "Right: It rises to",
    ]


def test_the_answer_speaks_of_each_choice_in_turn(question):
    question = question()
    choices = [
        label.inner_text().strip()
        for label in question.locator("label").all()
    ]
    assert {RIGHT, WRONG, OTHER} < set(choices)
    choose(question, RIGHT)
    question.get_by_text("Answer", exact=True).click()
    for choice in choices:
        choose(question, choice)
        shown = answers(question)
        assert len(shown) == (1 if choice == RIGHT else 2)
        assert any(choice in text for text in shown)
        assert any(f"Right: {RIGHT}" in text for text in shown)


def test_nothing_moves_when_one_chooses(question):
    question = question()
    question.locator(".hint").scroll_into_view_if_needed()
    before = question.locator("label").last.bounding_box()
    hint = question.locator(".hint").bounding_box()
    choose(question, WRONG)
    assert question.locator("label").last.bounding_box() == before
    fold = question.locator(".predict summary").bounding_box()
    assert abs(fold["y"] - hint["y"]) < 4


def test_by_keyboard_the_arrows_choose_and_give_nothing_away(question):
    question = question()
    keyboard = question.page.keyboard
    while not question.locator("input:focus").count():
        keyboard.press("Tab")
    keyboard.press("Space")
    for number in (1, 2, 3, 0):
        keyboard.press("ArrowDown")
        expect(question.get_by_role("radio").nth(number)).to_be_checked()
        assert answers(question) == []
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert len(answers(question)) == 2
    keyboard.press("Tab")
    focus = question.page.evaluate("document.activeElement.innerText")
    assert focus.strip() == "Show the code"


def test_a_screen_reader_hears_the_question_and_its_choices(question):
    group = question().get_by_role("group", name="A sigmoid neuron answers")
    names = [OTHER, WRONG, "It rises to 0.88", RIGHT]
    for name in names:
        radio = group.get_by_role("radio", name=name, exact=True)
        expect(radio).to_have_count(1)
    assert group.get_by_role("radio").count() == len(names)


def test_a_finger_can_hit_each_choice(question):
    question = question(width=390)
    for label in question.locator("label").all():
        box = label.bounding_box()
        assert box["height"] >= 40
        assert box["width"] > 300
        assert box["x"] + box["width"] <= 390


def test_without_scripts_it_is_the_same(question):
    question = question(java_script_enabled=False)
    expect(question.locator("summary:visible")).to_have_count(0)
    choose(question, WRONG)
    question.get_by_text("Answer", exact=True).click()
    assert len(answers(question)) == 2


@pytest.mark.parametrize("chosen", [False, True])
def test_all_of_it_is_printed(question, chosen):
    question = question()
    if chosen:
        choose(question, WRONG)
    question.page.emulate_media(media="print")
    question.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(answers(question)) == 4
    expect(question.locator(".cell_input")).to_be_visible()
    expect(question.locator(".hint")).to_be_hidden()
