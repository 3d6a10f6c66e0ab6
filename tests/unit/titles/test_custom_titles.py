"""The forms and keys of titles that people make."""

from hypothesis import given
from hypothesis import strategies as st

from db.titles.custom import fold_custom, get_number


@given(st.text())
def test_any_text_has_a_form_for_custom_titles_that_can_be_stored(text: str) -> None:
    assert fold_custom(text) == fold_custom(f" {text} ")
    fold_custom(text).encode()


@given(st.text() | st.integers().map(lambda number: f"custom/{number}"))
def test_the_number_in_a_key_is_one_that_the_database_takes(text: str) -> None:
    assert 0 <= get_number(text) < 2**63
    assert get_number("custom/5") == 5
