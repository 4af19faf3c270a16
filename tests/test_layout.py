"""One name, three files, and every chapter keeps the skeleton."""

import ast
import functools
import re
from collections import Counter

import nbformat
import pytest

import activations
from tools import chapters
from tools.new_activation import snake_case
from tools.processes import ROOT

TAGS = {"hide-cell", "hide-input", "hide-output", "nbval-ignore-output"}
SECTIONS = [
    "Predict first",
    "At a glance",
    "Why it exists",
    "Definition and picture",
    "The derivative",
    "From scratch",
    "In a network",
    "When to use it",
    "Where the numbers break",
    "In the frameworks",
    "Exercises",
    "Take-away",
]
# Those that a foundation has among its own, in this order.
FEW_SECTIONS = ["Predict first", "Exercises", "Take-away"]

# How many words a chapter may have, and how many minutes it may ask for.
WORDS = {"activations": 1500, "foundations": 2000}
MINUTES = {"activations": 10, "foundations": 20}


@functools.cache
def read(path):
    """A notebook, which no test changes."""
    return nbformat.read(path, as_version=4)


def stem(path):
    return path.stem


NOTEBOOKS = chapters.notebooks()
CHAPTERS = [path for path in NOTEBOOKS if path.parent.name == "activations"]
LESSONS = [path for path in NOTEBOOKS if path.parent.name in WORDS]
FOUNDATIONS = [p for p in NOTEBOOKS if p.parent.name == "foundations"]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=stem)
every_chapter = pytest.mark.parametrize("path", CHAPTERS, ids=stem)
every_lesson = pytest.mark.parametrize("path", LESSONS, ids=stem)
every_foundation = pytest.mark.parametrize("path", FOUNDATIONS, ids=stem)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def sources(path):
    return [cell.source for cell in code_cells(path)]


def headings(notebook):
    """The level and the text of each heading, outside of code blocks."""
    text = "\n".join(
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown"
    )
    text = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.M | re.S)
    found = re.findall(r"^(#+) +(.*)$", text, flags=re.M)
    return [(len(marks), title.strip()) for marks, title in found]


def section(path, title):
    """The cells of a section, with that of its heading."""
    found, inside = [], False
    for cell in read(path).cells:
        if cell.source.startswith("## "):
            inside = cell.source.splitlines()[0] == f"## {title}"
        if inside:
            found.append(cell)
    return found


# --- The files -----------------------------------------------------------


@pytest.mark.parametrize("name", activations.__all__)
def test_one_name_three_files(name):
    twin = snake_case(name)
    files = [
        f"src/activations/{twin}.py",
        f"tests/test_{twin}.py",
        f"notebooks/activations/{twin}.ipynb",
    ]
    missing = [file for file in files if not (ROOT / file).exists()]
    assert not missing, missing
    module = getattr(activations, name).__module__
    assert module == f"activations.{twin}"


def test_every_module_and_chapter_belongs_to_an_activation():
    package = ROOT / "src" / "activations"
    modules = {path.stem for path in package.glob("*.py")}
    names = {snake_case(name) for name in activations.__all__}
    assert modules - {"__init__", "base", "checks"} == names
    assert {path.stem for path in CHAPTERS} <= names


@pytest.mark.parametrize("name", activations.__all__)
def test_nothing_is_left_to_do_of_an_activation(name):
    twin = snake_case(name)
    for file in (f"src/activations/{twin}.py", f"tests/test_{twin}.py"):
        assert "TODO" not in (ROOT / file).read_text(encoding="utf-8"), file


@every_notebook
def test_nothing_is_left_to_do_in_a_notebook(path):
    for cell in read(path).cells:
        assert "TODO" not in cell.source, cell.source


def test_no_two_notebooks_have_the_same_name():
    """run.py knows a chapter by its name alone."""
    twice = [
        name
        for name, times in Counter(map(stem, NOTEBOOKS)).items()
        if times > 1
    ]
    assert not twice, twice


def test_beside_notebooks_lie_no_modules():
    """A digest would not see them: what two chapters need is in lab."""
    assert not list((ROOT / "notebooks").rglob("*.py"))


def test_every_notebook_is_in_the_table_of_contents():
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8")
    entries = re.findall(r"file: (\S+)", toc)
    paths = [path.relative_to(ROOT) for path in NOTEBOOKS]
    files = [path.with_suffix("").as_posix() for path in paths]
    missing = [file for file in files if file not in entries]
    assert not missing, missing


def test_the_lock_holds_one_version_of_each_package():
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    lock = re.sub(r"^ *#.*\n", "", text, flags=re.M).splitlines()
    assert lock[0] == "-e ."
    names = [re.match(r"([\w.-]+)==\d", line)[1] for line in lock[1:]]
    twice = [name for name, times in Counter(names).items() if times > 1]
    assert not twice, twice


# --- Every notebook ------------------------------------------------------


@every_notebook
def test_a_notebook_is_stored_as_refresh_writes_it(path):
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)  # one that may be changed
    assert text == chapters.serialise(notebook), (
        f"python run.py refresh {path.stem}"
    )


@every_notebook
def test_a_notebook_was_executed_once_from_top_to_bottom(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_outputs_that_are_not_compared_are_those_of_this_source(path):
    notebook = read(path)
    if any(chapters.ignores_output(cell) for cell in notebook.cells):
        digest = notebook.metadata.get("activations", {}).get("digest")
        assert digest == chapters.digest(notebook), (
            "outputs that are not compared were made by other code: "
            f"python run.py refresh {path.stem}"
        )


@every_notebook
def test_what_is_not_compared_is_followed_by_a_claim(path):
    cells = code_cells(path)
    for number, cell in enumerate(cells):
        if chapters.ignores_output(cell):
            later = cells[number + 1 :]
            compared = [c for c in later if not chapters.ignores_output(c)]
            assert compared, cell.source
            assert "claim(" in compared[0].source, cell.source


@every_notebook
def test_no_output_is_a_warning_or_an_error(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            assert output.get("name") != "stderr", cell.source
            assert output.output_type != "error", cell.source


@every_notebook
def test_every_code_cell_follows_prose(path):
    kinds = [cell.cell_type for cell in read(path).cells]
    assert kinds[0] == "markdown"
    assert ("code", "code") not in zip(kinds, kinds[1:], strict=False)


@every_notebook
def test_a_code_cell_is_short_and_narrow(path):
    wrong = []
    for number, source in enumerate(sources(path), start=1):
        lines = source.splitlines()
        columns = max(map(len, lines))
        if len(lines) > 16 or columns > 76:
            wrong.append(
                f"In [{number}]: {len(lines)} lines of up to {columns} "
                f"columns, at most 16 of 76: {lines[0]}"
            )
    assert not wrong, "\n".join(wrong)


@every_notebook
def test_all_imports_are_in_the_first_code_cell(path):
    for source in sources(path)[1:]:
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, (ast.Import, ast.ImportFrom)), (
                source
            )


@every_notebook
def test_every_figure_is_shown_and_has_alt_text(path):
    for cell in code_cells(path):
        kinds = {kind for o in cell.outputs for kind in o.get("data", {})}
        if any(kind.startswith("image/") for kind in kinds):
            assert cell.source.splitlines()[-1] == "plt.show()", cell.source
            image = cell.metadata.get("mystnb", {}).get("image", {})
            assert image.get("alt", "").strip(), cell.source


def test_nothing_but_the_package_can_be_imported_from_src():
    """A digest, and what decides whether to skip, would not see it."""
    found = {path.name for path in (ROOT / "src").iterdir()}
    assert found <= {"activations", "__pycache__"}


@every_notebook
def test_a_question_hides_its_code_which_gives_the_answer_away(path):
    for cell in code_cells(path):
        if "predict(" in cell.source:
            assert cell.metadata.get("tags") == ["hide-input"], cell.source
            # JupyterLab looks for this, and shows the first line alone.
            assert cell.metadata.get("jupyter") == {"source_hidden": True}


@every_notebook
def test_what_is_claimed_is_computed(path):
    """No bool that is typed: not in a claim, and not of every choice."""
    for source in sources(path):
        for call in ast.walk(ast.parse(source)):
            if not isinstance(call, ast.Call):
                continue
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name not in ("claim", "predict"):
                continue
            given = [*call.args[1:2], *(k.value for k in call.keywords)]
            for value in given:
                choices = getattr(value, "values", [value])
                for choice in choices:
                    pair = isinstance(choice, ast.Tuple)
                    holds = choice.elts[0] if pair else choice
                    is_typed = getattr(holds, "value", None) in (
                        True,
                        False,
                    )
                    assert not is_typed, source


@every_notebook
def test_no_answer_has_a_link_for_jupyter_does_not_follow_it(path):
    for cell in code_cells(path):
        if "predict(" in cell.source:
            assert "](" not in cell.source


@every_notebook
def test_a_cell_carries_known_tags_only(path):
    for cell in read(path).cells:
        assert set(cell.metadata.get("tags", [])) <= TAGS, cell.source


def test_no_two_notebooks_define_the_same_name():
    homes = {}
    for path in NOTEBOOKS:
        for node in ast.parse("\n".join(sources(path))).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                homes.setdefault(node.name, set()).add(path.stem)
    shared = {name: home for name, home in homes.items() if len(home) > 1}
    assert not shared, shared


# --- Every chapter on an activation --------------------------------------


@every_chapter
def test_a_chapter_has_the_sections_in_order(path):
    found = [title for level, title in headings(read(path)) if level == 2]
    assert found == SECTIONS


@every_chapter
def test_a_chapter_has_an_explorer(path):
    found = [
        output
        for cell in code_cells(path)
        for output in cell.outputs
        if "<activation-explorer>"
        in output.get("data", {}).get("text/html", "")
    ]
    assert len(found) == 1, (
        f"{len(found)} stored (python run.py refresh {path.stem})"
    )


# --- Every foundation ----------------------------------------------------


@every_foundation
def test_a_foundation_asks_first_and_has_exercises_and_an_end(path):
    found = [title for level, title in headings(read(path)) if level == 2]
    assert [t for t in found if t in FEW_SECTIONS] == FEW_SECTIONS


# --- Both ----------------------------------------------------------------


@every_notebook
def test_a_chapter_begins_with_a_sentence_in_italics(path):
    first = read(path).cells[0].source
    assert re.match(r"# \S.*\n+\*[^*\s][^*]*[.?!]\*\n", first), first
    assert [level for level, _ in headings(read(path))].count(1) == 1


@every_lesson
def test_a_chapter_says_what_it_needs_and_brings_and_how_long_it_takes(
    path,
):
    first = read(path).cells[0].source
    found = re.search(
        r"\*\*Before:\*\* \S.*\*\*After:\*\* \S.*"
        r"\*\*Time:\*\* (\d+) minutes\.",
        first,
        re.DOTALL,
    )
    assert found, "**Before:** .. **After:** .. **Time:** 10 minutes."
    assert int(found[1]) <= MINUTES[path.parent.name]


@every_lesson
def test_a_chapter_asks_its_reader_to_choose_an_answer(path):
    sources = [cell.source for cell in section(path, "Predict first")]
    assert sum("predict(" in source for source in sources) == 1


def test_no_place_tells_the_right_answer():
    """Among three choices, and among four, each place is right somewhere."""
    places = set()
    for path in LESSONS:
        for cell in code_cells(path):
            if "predict(" in cell.source:
                (text,) = (out.data["text/plain"] for out in cell.outputs)
                choices = re.findall(r"^- (.*)$", text, re.M)
                right = re.search(r"^(.*): right\.", text, re.M)[1]
                places.add((choices.index(right), len(choices)))
    assert places >= {(i, n) for n in (3, 4) for i in range(n)}


@every_lesson
def test_a_chapter_has_no_more_words_than_a_reader_has_time_for(path):
    most = WORDS[path.parent.name]
    assert count_words(read(path)) <= most


@every_lesson
def test_a_chapter_has_at_most_twenty_code_cells(path):
    assert len(code_cells(path)) <= 20


# What is no prose: what is folded, a block of code, a formula, a row of a
# table, the list of sources, and the address of a link.
NO_PROSE = [
    r"<details>.*?</details>",
    r"^(```+|~~~+).*?^\1",
    r"\$\$.*?\$\$",
    r"\$[^$]*\$",
    r"^\|[^\n]*",
    r"^\**Sources\b.*?(\n\n|\Z)",
    r"(?<=\])\([^()]*\)",
]


def count_words(notebook):
    text = "\n\n".join(
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "markdown"
    )
    for pattern in NO_PROSE:
        text = re.sub(pattern, " ", text, flags=re.M | re.S)
    return len(re.findall(r"\w[\w'’-]*", text))


def test_only_prose_is_counted_as_words():
    words = """Five words and [a link](of/no.ipynb#words): $e^x$.

<details>
<summary>Solution</summary>

Folded.

</details>

$$a + b$$

| a | table |
|---|---|

Sources: {cite:t}`a2000b`
and more.

**Sources:** these.
"""
    block = "~~~\ncode\n~~~"
    cells = [nbformat.v4.new_markdown_cell(text) for text in (words, block)]
    assert count_words(nbformat.v4.new_notebook(cells=cells)) == 5
    cells.append(nbformat.v4.new_code_cell("code = 1"))
    assert count_words(nbformat.v4.new_notebook(cells=cells)) == 5
