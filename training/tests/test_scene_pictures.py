import cv2
import numpy as np
import pytest
from scene_pictures import COLUMNS, draw_scene, write_pictures

from driftscape_training.errors import TrainingError
from driftscape_training.scene.batches import SceneBatches, drawing_weights
from driftscape_training.scene.pictures import Entry, load_pictures

ROWS = [(f"p{i}", "place", "hand", f"g{i}") for i in range(4)]


def test_pictures_are_read_with_their_masks_at_limited_size(tmp_path):
    write_pictures(tmp_path, ROWS)
    pictures = load_pictures(tmp_path, longest=72)
    assert [one.entry.name for one in pictures] == ["p0", "p1", "p2", "p3"]
    assert pictures[0].picture.shape == (48, 72, 3)
    assert pictures[0].mask.shape == (48, 72)
    assert pictures[0].share(1) == pytest.approx(0.4, abs=0.02)
    # RGB, not BGR: the sky is blue.
    assert pictures[0].picture[5, 5, 2] > pictures[0].picture[5, 5, 0]


def test_a_resumed_run_uses_changed_masks_and_new_pictures(tmp_path):
    write_pictures(tmp_path, ROWS[:2])
    assert len(load_pictures(tmp_path)) == 2
    write_pictures(tmp_path, ROWS)
    cv2.imwrite(str(tmp_path / "pictures/p0.mask.png"), np.full((96, 144), 254, np.uint8))
    pictures = load_pictures(tmp_path)
    assert len(pictures) == 4
    assert pictures[0].mask.min() == 254


def test_unusable_folders_are_rejected_with_a_message(tmp_path):
    with pytest.raises(TrainingError, match=r"index\.tsv: missing"):
        load_pictures(tmp_path)
    (tmp_path / "index.tsv").write_text("name\tsource\nlake\tus\n")
    with pytest.raises(TrainingError, match="lacks the columns group, kind, licence"):
        load_pictures(tmp_path)
    (tmp_path / "index.tsv").write_text(f"{COLUMNS}\nlake\tus\tCC0\thand\tlake\t\n")
    with pytest.raises(TrainingError, match=r"lake\.jpg: it or its mask is missing"):
        load_pictures(tmp_path)


def test_pictures_of_one_group_are_never_split_between_training_and_validation():
    entries = [
        Entry(f"{group}-{i}", "s", "CC0", "hand", f"g{group}") for group in range(200) for i in range(3)
    ]
    held = {}
    for entry in entries:
        held.setdefault(entry.group, set()).add(entry.is_held_out)
    assert all(len(kinds) == 1 for kinds in held.values())
    assert 8 <= sum(kinds == {True} for kinds in held.values()) <= 40


def test_many_pictures_of_one_source_or_place_do_not_outweigh_the_others(tmp_path):
    rows = [(f"flood{i}", "floods", "dataset", f"f{i}") for i in range(16)] + [
        ("meadow", "meadows", "dataset", "m")
    ]
    rows += [(f"frame{i}", "camera", "hand", "c") for i in range(4)] + [
        (f"photo{i}", "photos", "hand", f"p{i}") for i in range(4)
    ]
    weights = drawing_weights(load_pictures(write_pictures(tmp_path, rows)))
    assert weights.sum() == pytest.approx(1)
    floods, meadow, camera, photos = weights[:16].sum(), weights[16], weights[17:21].sum(), weights[21:].sum()
    assert floods == pytest.approx(4 * meadow)
    assert photos == pytest.approx(2 * camera)


def test_pictures_with_more_regions_and_with_water_are_drawn_more_often(tmp_path):
    write_pictures(tmp_path, ROWS[:2])
    cv2.imwrite(str(tmp_path / "pictures/p1.mask.png"), np.ones((96, 144), np.uint8))
    shore, clouds = drawing_weights(load_pictures(tmp_path))
    assert shore == pytest.approx(4 * clouds)


def test_a_batch_depends_only_on_its_seed_and_fits_the_network(tmp_path):
    batches = SceneBatches(write_pictures(tmp_path, ROWS), 2, 96)
    first, again, other = (batches.draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert {name: tuple(tensor.shape) for name, tensor in first.items()} == {
        "image": (2, 3, 96, 96),
        "known": (2, 6, 96, 96),
        "weight": (2, 1, 96, 96),
    }
    assert first["image"].abs().max() <= 1
    for name in first:
        assert first[name].equal(again[name]), name
    assert not first["image"].equal(other["image"])


def test_labels_of_teachers_have_less_weight_than_those_of_people(tmp_path):
    picture = {}
    for kind in ("hand", "teacher"):
        batches = SceneBatches(write_pictures(tmp_path / kind, [("p", "s", kind, "g1")]), 4, 96)
        picture[kind] = batches.draw(np.random.default_rng(3))["weight"]
    assert picture["teacher"].median() < picture["hand"].median()


def test_a_generated_scene_has_three_regions():
    _, mask = draw_scene(0)
    assert set(np.unique(mask)) == {0, 1, 2}


def test_pictures_made_from_others_count_as_one_source(tmp_path):
    rows = [
        ("a", "lakes", "hand", "a"),
        ("made1", "made from a", "dataset", "b"),
        ("made2", "made from c", "dataset", "c"),
    ]
    rows += [("single", "ponds", "dataset", "d")]
    pictures = load_pictures(write_pictures(tmp_path, rows))
    assert pictures[1].entry.origin == pictures[2].entry.origin != pictures[0].entry.origin
    weights = drawing_weights(pictures)
    assert weights[1] + weights[2] == pytest.approx(2**0.5 * weights[3])
