"""What is known of the catalogue's items beside their ids, and the setting that tells it."""

import numpy as np

from attnviz.scenario.catalogue import ITEMS, PER_INTEREST, PRICE_TIERS, VOCABULARY_SIZE
from attnviz.scenario.items import Items
from attnviz.scenario.settings import Settings
from attnviz.ui.state.control_values import meant, shown


def test_each_item_has_a_value_of_each_feature_and_padding_has_none() -> None:
    assert ITEMS.info.shape == (VOCABULARY_SIZE, 2)
    assert ITEMS.info[0].tolist() == [0, 0]
    assert (ITEMS.info[1:] > 0).all()
    assert (ITEMS.info.max(axis=0) + 1).tolist() == list(ITEMS.side_info) == [9, 4]


def test_the_features_are_the_interest_and_a_price_tier() -> None:
    interest, tier = ITEMS.features
    items = range(1, VOCABULARY_SIZE)
    assert [interest.value_of(interest.of_items[n]) for n in items] == [
        ITEMS.interest_of(n) for n in items
    ]
    assert tier.values == PRICE_TIERS
    by_title = {ITEMS.title(n): tier.value_of(tier.of_items[n]) for n in (0, *items)}
    assert by_title["GPS watch"] == by_title["dome tent"] == "premium"
    assert by_title["race socks"] == by_title["chain oil"] == "budget"
    assert by_title["padding"] == "padding"
    # Within each interest there are items of all tiers, so that one does not tell the other.
    for name in ITEMS.interest_names:
        of_interest = tier.of_items[ITEMS.of_interest(name)]
        assert len(of_interest) == PER_INTEREST
        assert set(of_interest) == {1, 2, 3}


def test_only_the_catalogue_has_side_information() -> None:
    assert Settings().layer["side_info"] == ()
    assert Settings(side_info=True).layer["side_info"] == (9, 4)
    for items in ("numbered", "own"):
        assert Settings(items=items, side_info=True).layer["side_info"] == ()
    assert Items(7).info.shape == (7, 0)


def test_it_is_in_the_link_and_the_control_shows_it() -> None:
    settings = Settings(side_info=True, hash_bins=9)
    assert settings.to_query() == {"hash_bins": "9", "side_info": "true"}
    assert Settings.from_query(settings.to_query()) == settings
    assert Settings(side_info=True).with_layer("din").layer["side_info"] == ()
    for value, word in ((True, "true"), (False, "false")):
        assert shown("side_info", value) == word
        assert meant("side_info", word) is value


def test_the_values_are_those_of_the_ids_whatever_the_vocabulary() -> None:
    known = Settings(side_info=True, vocabulary_size=200).known_items
    np.testing.assert_array_equal(known.info, ITEMS.info)
