"""What befalls a device, its folder and its home.

Each takes the world and a device, and returns whether it happened: what never happens without a fault is
checked only where nothing did.
"""

from __future__ import annotations

import shutil
from random import Random
from typing import TYPE_CHECKING

from events.ids import unbase32
from tests.simulation.devices import Device, Died, founded
from tests.sync.clocked import DAY_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulation.world import World

_MOST_DEVICES = 5
_FEWEST_TO_REMOVE = 3


def dies(world: World, device: Device) -> bool:
    return _broken_off(world, device, full=False)


def is_full(world: World, device: Device) -> bool:
    return _broken_off(world, device, full=True)


def _broken_off(world: World, device: Device, *, full: bool) -> bool:
    device.opened()
    command = _command(world, device)
    try:
        with device.dying(world.chance.randrange(1, 40), full=full):
            world.attempt(device, command)
    except Died:
        pass
    finally:
        device.close()
    return True


def _command(world: World, device: Device) -> Callable[[], object]:
    if world.chance.random() < 1 / 2:
        return device.sync
    return lambda: device.record(world.people)


def is_read_only(world: World, device: Device) -> bool:
    """For one command; what it recorded is safe, and goes into the folder later."""
    device.opened()
    with device.read_only():
        world.attempt(device, _command(world, device))
    return True


def jumps(world: World, device: Device) -> bool:
    device.offset_ms = world.chance.choice([-400, -2, 1, 3, 30]) * DAY_MS
    return True


def empties(world: World, device: Device) -> bool:
    if not _may_go(world, device):
        return False
    shutil.rmtree(device.folder)
    device.folder.mkdir()
    return True


def _may_go(world: World, device: Device) -> bool:
    """Whether the vault stays somewhere: into a folder without one nobody writes unasked."""
    vaults = [one for one in world.devices if any(one.folder.glob("vault-*.nlv"))]
    return vaults != [device] and device in vaults


def unmounts(world: World, device: Device) -> bool:
    away = device.folder.with_suffix(".away")
    if away.exists():
        if device.folder.exists():
            return False
        away.rename(device.folder)
    elif device.folder.is_dir():
        device.folder.rename(away)
    return True


def replaces(world: World, device: Device) -> bool:
    if not empties(world, device):
        return False
    (device.folder / "holiday.jpg").write_bytes(b"\xff\xd8")
    return True


def rolls_back(world: World, device: Device) -> bool:
    """The folder is as it was when it was last put aside."""
    aside = device.folder.with_suffix(".before")
    if not device.folder.is_dir():
        return False
    if not aside.exists():
        shutil.copytree(device.folder, aside)
        return False
    shutil.rmtree(device.folder)
    shutil.copytree(aside, device.folder)
    return True


def deletes(world: World, device: Device) -> bool:
    files = sorted(path for path in device.folder.rglob("s-*.nls") if path.is_file())
    for path in world.chance.sample(files, min(len(files), 2)):
        path.unlink()
    return bool(files)


def keeps_out(world: World, device: Device) -> bool:
    """Somebody told the client of this device that it may do without some directories."""
    world.service.kept_out.add((device.folder, world.chance.choice(["people", "log", "members"])))
    return True


def forges(world: World, device: Device) -> bool:
    """Somebody who can write into the folder, and has no key: under a name of ours, the bytes of a real file
    with a few changed.
    """
    files = sorted(path for path in device.folder.rglob("*.nl[sk]") if path.is_file())
    if not files:
        return False
    model = world.chance.choice(files)
    body = bytearray(model.read_bytes())
    start = world.chance.randrange(len(body) or 1)
    body[start : start + 16] = world.chance.randbytes(len(body[start : start + 16]))
    stem, _, _ = model.stem.rpartition("-")
    model.with_name(f"{stem}-{world.chance.randrange(1 << 40):016x}{model.suffix}").write_bytes(body)
    return True


def replays(world: World, device: Device) -> bool:
    """Genuine files of another vault of the same people lie in the folder."""
    place = world.place / "another"
    if place.exists() or not device.folder.is_dir():
        return False
    place.mkdir()
    another, _ = founded(place, world.luck(), world.clock)
    another.record([])
    another.close()
    for path in sorted(another.folder.rglob("*.nl[skm]")):
        copy = device.folder / path.relative_to(another.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return True


def copies(world: World, device: Device) -> bool:
    """A home that is copied goes on as two devices."""
    if len(world.devices) > _MOST_DEVICES or not any(device.folder.glob("vault-*.nlv")):
        return False
    world.service.finish()  # a copy of half a key table would stay half for ever: see `SENT_AGAIN`
    other = Device(f"copy-{len(world.devices)}", world.place, device.key, world.luck(), world.clock)
    device.copied_to(other)
    world.devices.append(other)
    other.opened().repoint(other.folder)
    return True


def restores(world: World, device: Device) -> bool:
    """A backup of a home takes its place; what was recorded since is in the folder."""
    device.close()
    backup = world.backups.get(device.name)
    if backup is None:
        world.backups[device.name] = device.home.with_suffix(".backup")
        shutil.copytree(device.home, world.backups[device.name])
        return False
    if device.opened().publish().pending:
        return False  # what is nowhere else is lost with its disk, and no program's fault
    device.close()
    shutil.rmtree(device.home)
    shutil.copytree(backup, device.home)
    return True


def repeats(world: World, device: Device) -> bool:
    """The random numbers of a machine begin again where another's began."""
    device.close()
    device.chance = Random(7)
    return True


def is_removed(world: World, device: Device) -> bool:
    """By another device. What that one held of it stays; what it goes on recording is nobody's."""
    first = world.devices[0]
    if device is first or len(world.devices) < _FEWEST_TO_REMOVE or any(one.removed for one in world.devices):
        return False
    if {"copied", "restored", "same randomness"} & set(world.faults):
        return False  # another home may be the same device
    by = world.chance.choice([one for one in world.devices if one is not device])
    if unbase32(device.opened().device) not in by.opened().membership.members:
        return False
    by.opened().remove(device.opened().device)
    by.acknowledged |= device.acknowledged & by.events
    device.removed = True
    return True


OCCASIONS: dict[str, Callable[[World, Device], bool]] = {
    "death": dies,
    "disk full": is_full,
    "read-only": is_read_only,
    "clock jump": jumps,
    "emptied": empties,
    "unmounted": unmounts,
    "replaced": replaces,
    "rolled back": rolls_back,
    "deleted": deletes,
    "selective": keeps_out,
    "stranger's file": forges,
    "another vault": replays,
    "copied": copies,
    "restored": restores,
    "same randomness": repeats,
    "removed": is_removed,
}
