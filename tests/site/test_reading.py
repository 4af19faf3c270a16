"""A chapter as its readers meet it: figures, code, keyboard, no scripts."""

import pytest

CHAPTER = "/notebooks/activations/sigmoid.html"
WIDE = "/notebooks/activations/tanh.html"  # its formulas

COLOR = "element => getComputedStyle(element).{}"


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def brightness(colour):
    """0 for black, 255 for white, of a CSS colour."""
    numbers = colour[colour.index("(") + 1 : -1].split(",")[:3]
    return sum(map(float, numbers)) / 3


def test_the_theme_is_right_before_the_script_of_the_theme(
    browser, address
):
    page = browser.new_page(color_scheme="dark")
    page.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())
    page.goto(address + CHAPTER)
    assert page.get_attribute("html", "data-theme") == "dark"
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_and_figures_follow_the_readers_theme(visit, theme):
    page = visit(CHAPTER, theme=theme).page
    ground = brightness(background(page))
    assert ground > 220 if theme == "light" else ground < 40
    style = "img => [getComputedStyle(img).filter, getComputedStyle(img).backgroundColor]"
    turned = {"light": "none", "dark": "invert(0.93) hue-rotate(180deg)"}
    shown = page.eval_on_selector("article img", style)
    assert shown == [turned[theme], "rgba(0, 0, 0, 0)"]


def test_76_columns_of_code_fit_at_1280_pixels(visit):
    page = visit(CHAPTER).page
    widths = page.eval_on_selector(
        "article .highlight pre",
        "pre => (pre.textContent = 'x'.repeat(76), [pre.scrollWidth, pre.clientWidth])",
    )
    assert widths[0] <= widths[1]
    widths = page.eval_on_selector(
        "article .highlight pre",
        "pre => (pre.textContent = 'x'.repeat(90), [pre.scrollWidth, pre.clientWidth])",
    )
    assert widths[0] > widths[1]


def test_on_a_phone_the_keyboard_scrolls_wide_formulas(visit):
    page = visit(WIDE, width=390).page
    box = page.locator("[role=group][aria-label^=Wider]").first
    formula = box.locator(".katex").bounding_box()
    assert formula["width"] > 390
    assert 0 <= formula["x"] < 40, "it begins at its beginning"
    box.focus()
    assert box.evaluate("b => b.scrollLeft") == 0
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "b => b.scrollLeft > 0", arg=box.element_handle()
    )


def test_where_all_fits_there_is_nothing_to_stop_at(visit):
    page = visit(WIDE).page
    assert page.locator("[aria-label^=Wider]").count() == 0
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector("[aria-label^=Wider]")
    page.set_viewport_size({"width": 1280, "height": 844})
    page.wait_for_selector("[aria-label^=Wider]", state="detached")


def test_on_a_phone_the_keyboard_reaches_the_code_of_a_question(visit):
    page = visit(CHAPTER, width=390).page
    page.locator(".predict input").first.check()
    fold = page.locator(".cell:has(.predict) details:has(pre)")
    fold.evaluate("fold => fold.open = true")
    code = fold.locator("pre")
    assert code.evaluate("pre => pre.scrollWidth > pre.clientWidth")
    page.wait_for_function(
        "pre => pre.tabIndex === 0", arg=code.element_handle()
    )


def test_in_a_column_that_gets_narrow_the_keyboard_reaches_code(visit):
    page = visit(WIDE).page
    page.wait_for_timeout(1000)  # until the theme has looked at all boxes
    page.evaluate("document.querySelector('article').style.width = '20rem'")
    page.wait_for_function("""() => {
      const wide = [...document.querySelectorAll("article pre")].filter(
        pre => pre.checkVisibility() && pre.scrollWidth > pre.clientWidth);
      return wide.length > 3 && wide.every(pre => pre.tabIndex === 0);
    }""")


@pytest.mark.parametrize("chapter", ["optimisers", "backpropagation"])
def test_on_the_narrowest_phone_a_page_does_not_scroll_sideways(
    visit, chapter
):
    page = visit(f"/notebooks/foundations/{chapter}.html", width=280).page
    assert page.evaluate("document.documentElement.scrollWidth") == 280


@pytest.mark.parametrize("how", ["click", "Enter"])
def test_on_a_phone_a_chosen_section_is_where_one_is_next(visit, how):
    page = visit(CHAPTER, width=390).page
    page.locator(".secondary-toggle:visible").click()
    link = page.locator("dialog[open] a", has_text="Exercises")
    if how == "click":
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")
    page.wait_for_function(
        "document.activeElement.textContent.startsWith('Exercises')"
    )
    assert page.locator("dialog[open]").count() == 0
    heading = page.locator("h2", has_text="Exercises").bounding_box()
    assert 0 <= heading["y"] < 200


def test_nothing_fades_or_slides_for_whom_it_should_not(visit):
    moving = """() => [...document.querySelectorAll("*")].filter(e => {
      const style = getComputedStyle(e);
      return parseFloat(style.transitionDuration) > 0.001 ||
        parseFloat(style.animationDuration) > 0.001 ||
        style.scrollBehavior === "smooth";
    }).length"""
    assert visit(CHAPTER).page.evaluate(moving) > 0
    quiet = visit(CHAPTER, reduced_motion="reduce").page
    assert quiet.evaluate(moving) == 0


# ---- the front page -----------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_on_the_first_screen_something_moves_under_the_finger(
    visit, width, height
):
    page = visit("/index.html", width).page
    explorer = page.locator("activation-explorer")
    drawing = explorer.locator("svg").bounding_box()
    assert drawing["y"] + drawing["height"] < height
    slider = explorer.locator("input").first.bounding_box()
    assert slider["y"] + slider["height"] < height
    before = explorer.inner_text()
    x, y = drawing["x"] + drawing["width"] / 3, drawing["y"] + 50
    if width < 600:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.move(x, y)
    assert explorer.inner_text() != before


@pytest.mark.parametrize("width", [1280, 390])
def test_two_sentences_come_first_and_how_to_read_it_after_the_explorer(
    visit, width
):
    page = visit("/index.html", width).page
    first = page.locator("h1 + p").inner_text()
    assert first.count(". ") == 1
    explorer = page.locator("activation-explorer").bounding_box()
    heading = page.get_by_role("heading", name="How to read it")
    assert heading.bounding_box()["y"] > explorer["y"] + explorer["height"]


# ---- the sidebar --------------------------------------------------------


@pytest.mark.parametrize("path", ["tanh.html", "gaussian.html"])
def test_the_open_chapter_is_in_sight_in_the_sidebar(visit, path):
    page = visit(f"/notebooks/activations/{path}").page
    entry = page.locator(".bd-sidebar-primary a.current").bounding_box()
    assert 0 < entry["y"] < 750


# ---- keyboard -----------------------------------------------------------


def test_the_first_tab_offers_to_skip_to_the_text(visit):
    page = visit(CHAPTER).page
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.textContent")
        == "Skip to main content"
    )
    link = page.locator("#pst-skip-link").element_handle()  # it slides in
    page.wait_for_function(
        "link => link.getBoundingClientRect().top >= 0", arg=link
    )
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash === '#main-content'")


def test_whatever_has_the_focus_shows_it(visit):
    page = visit(CHAPTER).page
    unseen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        # Of a part in the sidebar, its arrow shows it.
        shown = page.evaluate("""() => {
          const {activeElement} = document;
          return [activeElement, ...activeElement.children].some(element => {
            const style = getComputedStyle(element);
            return style.outlineStyle !== "none" || style.boxShadow !== "none";
          });
        }""")
        if not shown:
            unseen.add(
                page.evaluate(
                    "document.activeElement.outerHTML.slice(0, 100)"
                )
            )
    assert not unseen


def test_the_list_of_chapters_opens_and_closes_by_keyboard_on_a_phone(
    visit,
):
    page = visit(CHAPTER, width=390).page
    toggle = page.locator(".primary-toggle:visible")
    toggle.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Softmax", exact=True).first
    link.wait_for(state="visible")
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")
    assert toggle.evaluate("t => t === document.activeElement")


def test_an_answer_unfolds_by_keyboard(visit):
    page = visit(CHAPTER).page
    fold = page.locator("article details", has_text="Solution").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert fold.get_attribute("open") == ""


def test_the_theme_is_changed_by_keyboard_and_kept_on_the_next_page(visit):
    page = visit(CHAPTER).page
    page.locator(".theme-switch-button").focus()
    page.keyboard.press(
        "Enter"
    )  # from auto to the system's opposite or same
    page.keyboard.press("Enter")
    chosen = page.get_attribute("html", "data-mode")
    assert chosen != "auto"
    page.goto("/index.html")
    assert page.get_attribute("html", "data-mode") == chosen


def test_search_finds_without_the_network(visit):
    page = visit(CHAPTER).page
    page.keyboard.press("Control+k")
    page.keyboard.type("logits")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li a:has-text('Answers')")


def test_search_quotes_a_formula_once_and_not_as_tex(visit):
    page = visit("/search.html").page
    text = page.evaluate(
        """async address => Search.htmlToText(
             await (await fetch(address)).text())""",
        CHAPTER,
    )
    assert "with y=f(x) it is" in text
    assert "\\frac" not in text


def test_icons_are_not_read_out_and_buttons_have_names(visit):
    page = visit(CHAPTER).page
    assert page.locator("i:not([aria-hidden=true])").count() == 0
    names = [
        b.get_attribute("aria-label")
        for b in page.locator("button.sidebar-toggle").all()
    ]
    assert names
    assert all(names)
    assert page.get_by_role("button", name="Search Ctrl + K").count() == 1


# ---- without storage ----


def test_where_no_site_may_keep_data_search_and_menus_work(visit):
    opened = visit("/index.html", width=390, new=True)
    opened.context.add_init_script("""
      for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, {configurable: true, get() {
          throw new DOMException("Access is denied", "SecurityError");
        }});""")
    page = opened.page
    opened.turn_to("/search.html?q=logits")
    page.wait_for_selector("#search-results li a:has-text('Answers')")
    opened.turn_to(CHAPTER)
    page.locator(".primary-toggle:visible").click()
    link = page.get_by_role("link", name="Softmax", exact=True).first
    link.wait_for(state="visible")
    page.keyboard.press("Escape")
    before = page.get_attribute("html", "data-mode")
    page.locator(".theme-switch-button:visible").click()
    assert page.get_attribute("html", "data-mode") != before
    assert not opened.errors


# ---- without scripts ----------------------------------------------------


@pytest.mark.parametrize("width", [1280, 390])
def test_without_scripts_a_chapter_shows_and_leads_to_the_others(
    visit, width
):
    page = visit(CHAPTER, width, java_script_enabled=False).page
    formula = page.locator("div.math .katex-html").first
    assert formula.bounding_box()["width"] > 100
    assert page.locator("article img").first.bounding_box()["width"] > 300
    assert page.locator("button:visible").count() == 0, "a dead button"
    page.get_by_role("link", name="Softmax", exact=True).first.click()
    page.wait_for_url("**/softmax.html")


def test_without_scripts_the_page_is_light(visit):
    page = visit(CHAPTER, theme="dark", java_script_enabled=False).page
    # A script of the test's own runs all the same.
    assert brightness(background(page)) > 220
    text = page.eval_on_selector("article p", COLOR.format("color"))
    assert brightness(text) < 60
    assert (
        page.eval_on_selector("article img", COLOR.format("filter"))
        == "none"
    )
