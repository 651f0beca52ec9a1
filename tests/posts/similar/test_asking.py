"""What a text asks for."""

from cocreate.posts.similar.asking import READ, concepts


def test_what_stands_behind_the_beginning_of_a_title_or_a_text_is_not_read() -> None:
    beginning = "热泵" + "，" * READ
    assert concepts(beginning + "座椅加热", beginning + "车门把手") == concepts("热泵")
