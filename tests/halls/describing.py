"""The documents of a generated hall, as its TOML files will hold them."""

from datetime import date, time
from typing import Any

from tests.halls.alerts import alerts
from tests.halls.building import RISE, Building, Way
from tests.halls.furnishing import Furnished, Hung, Stood
from tests.halls.lamps import lamps
from tests.halls.naming import (
    GROUPS,
    HALLS,
    LONG_HALL,
    LONG_WINDOWS,
    LONG_ZONE,
    NIGHT,
    SERVICES,
    SIDES,
    STANDING,
    WINDOWS,
    ZONES,
    Words,
    floor_name,
    words,
)
from tests.halls.oracle import Oracle
from tests.halls.otherwise import chinese_only, own_systems
from tests.halls.panels import panel
from tests.halls.size import Size, chance_of

Table = dict[str, Any]
DAY = date(2026, 11, 1)
ETAX = "https://etax.hebei.chinatax.gov.cn:8443/"
MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(17))
LUNCH = [MORNING, AFTERNOON]
THREE = [(time(8), time(11, 30)), (time(12), time(14)), (time(15), time(18))]
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
HOURS: dict[str, dict[str, list[tuple[time, time]]]] = {
    "lunch": dict.fromkeys(WORKDAYS, LUNCH),
    "through": {day: [(time(8, 30), time(17, 30))] for day in WORKDAYS},
    "three": dict.fromkeys(("mon", "wed", "fri"), THREE),
    "saturday": dict.fromkeys(WORKDAYS, LUNCH) | {"sat": [MORNING]},
    "never-closed": {day: [(time(0), time(23, 59, 59))] for day in (*WORKDAYS, "sat", "sun")},
}


def _office(hall: str) -> str:
    """Who signs: the tax office, not its hall."""
    for room in ("办税服务厅", "办税点"):
        hall = hall.removesuffix(room)
    return hall if hall.endswith(("局", "所")) else f"{hall}税务局"


class Description:
    """All documents by file name; drawn from one chance, in a fixed order."""

    def __init__(self, size: Size, building: Building, stock: Furnished) -> None:
        self._size, self._building, self._stock = size, building, stock
        self._chance = chance_of(size.seed, 3)
        served = self._chance.randint(1, len(SERVICES))
        self._services = sorted(
            self._chance.sample(list(SERVICES), served), key=list(SERVICES).index
        )
        self._systems = self._all_systems()
        self._zone_names = self._all_zone_names()
        self._windows = self._all_windows()
        self._machines = [self._machine(machine) for machine in stock.machines]

    def documents(self) -> dict[str, Table]:
        found = {
            "hall.toml": self._hall(),
            "services.toml": self._offered(),
            "screens.toml": self._screens(),
        }
        found["lamps.toml"] = {
            "lamps": lamps(self._size, self._stock, self._building, self._chance)
        }
        if self._size.extras:
            found |= {"schemes.toml": self._schemes(), "drills.toml": self._drills()}
        if self._size.extras and self._chance.random() < 0.7:
            days = [20, 24, 16, 20, 22, 15, 15, 17, 15, 26, 16, 15]
            filing = {
                "near_days": 2,
                "years": [{"year": 2026, "days": days, "source": "税总办征科函〔2025〕64号"}],
            }
            found["deadlines.toml"] = {"filing": filing}
        if self._size.extras:
            found["alerts.toml"] = {"alerts": alerts(self._size)}
            found["calls.toml"] = {"calls": {"repeat_min": 7, "quiet": ["22:00:00", "07:00:00"]}}
        return found

    # ------------------------------------------------------------ hall.toml

    def _hall(self) -> Table:
        size, chance = self._size, self._chance
        zh, en = LONG_HALL if size.long_names else chance.choice(HALLS)
        name = words(zh, en)
        hall: Table = {
            "id": f"generated-{size.seed}", "name": name, "issuer": words(_office(zh), en),
            "address": words("人民路 1 号", "1 Renmin Road"), "phone": "12366", "languages": ["zh", "en"],
        }  # fmt: skip
        if size.simulated:
            hall["sample"] = True
        if chance.random() < 0.3 and not size.simulated:
            hall["public_url"] = "https://hall.example.gov.cn/"
        if size.extras and chance.random() < 0.6:
            lifts = any(way.id.startswith("lift/") for way in self._building.stairs)
            tip = ("疏散时请走楼梯，不乘电梯", "In an evacuation use the stairs, not the lift")
            hall["tips"] = [
                words(*(tip if lifts else ("请记住最近的安全出口", "Remember the nearest exit")))
            ]
        if size.online:
            confirmed = {"verified_on": DAY} if chance.random() < 0.8 else {}
            hall["online"] = {
                "name": words("电子税务局", "Online tax bureau"),
                "url": ETAX,
                **confirmed,
            }
        hall["hours"] = {
            "holidays": [date(2026, 10, 1)],
            "make_up": [date(2026, 10, 10)],
            "weekly": HOURS[size.hours],
        }
        if size.extras:
            hall["handling"] = {"profile": chance.choice(("four", "two"))}
        return hall | self._storeys() | {
            "zones": [self._zone(number) for number in range(len(self._building.zones))],
            "windows": self._windows, "machines": self._machines,
            "systems": self._systems, "exits": self._exits(), "places": [self._place(p) for p in self._stock.places],
        }  # fmt: skip

    def _storeys(self) -> Table:
        """Floors with heights, stairs and lifts with the floors they join; a hall of one storey may
        leave them out."""
        building = self._building
        if len(building.floors) == 1 and self._chance.random() < 0.7:
            return {}
        floors: list[Table] = []
        for number, floor in enumerate(building.floors):
            height = {"height_m": round((number - building.discharge) * RISE, 2)}
            leaving = {"discharge": True} if number == building.discharge else {}
            floors.append({"id": f"floor/{floor}", "name": floor_name(floor), **height, **leaving})
        shafts: dict[str, list[Table]] = {"stairs": [], "lifts": []}
        for name in dict.fromkeys(way.id for way in building.stairs):
            ends = [way for way in building.stairs if way.id == name]
            zh, en = SIDES[ends[0].side]
            letter = name.rpartition("/")[2].upper()
            lift = name.startswith("lift/")
            called = words(
                f"{zh}侧{letter}{'电梯' if lift else '楼梯'}",
                f"{en} {'Lift' if lift else 'Stairs'} {letter}",
            )
            table = {
                "id": name,
                "name": called,
                "floors": [f"floor/{building.floors[way.storey]}" for way in ends],
            }
            shafts["lifts" if lift else "stairs"].append(
                table | ({"depends": ["system/power"]} if lift else {})
            )
        return {"floors": floors, **{part: found for part, found in shafts.items() if found}}

    def _all_systems(self) -> list[Table]:
        chance, size = self._chance, self._size
        power, network, core = "system/power", "system/network", "system/core"
        found: list[Table] = [{"id": power, "name": words("供电", "Power")}]
        found.append({"id": network, "name": words("大厅网络", "Hall network"), "depends": [power]})
        found.append(
            {"id": core, "name": words("税收征管系统", "Core tax system"), "depends": [network]}
        )
        if size.online:
            found.append({"id": "system/etax", "name": words("网上办税系统", "Online filing")})
        own = (("face", "人脸识别系统", "Face check"), ("bank", "三方协议扣款系统", "Bank debit"),
               ("house", "不动产登记平台", "Property registry"))  # fmt: skip
        for name, zh, en in own if size.extras else ():
            if chance.random() < 0.5:
                needs = chance.sample([s["id"] for s in found], chance.randint(0, 2))
                found.append({"id": f"system/{name}", "name": words(zh, en), "depends": needs})
        return found

    def _needs(self) -> list[str]:
        ids = [system["id"] for system in self._systems if system["id"] != "system/etax"]
        return sorted(self._chance.sample(ids, self._chance.randint(0, len(ids))))

    def _all_zone_names(self) -> dict[str, Words]:
        found, counted = dict[str, Words](), dict[str, int]()
        for zone in self._building.zones:
            floor = self._building.floors[zone.storey]
            if zone.id.startswith("zone/storey"):
                found[zone.id] = floor_name(floor)
                continue
            long = self._size.long_names and self._chance.random() < 0.5
            zh, en = (
                NIGHT if zone.always_open else LONG_ZONE if long else self._chance.choice(ZONES)
            )
            counted[zh] = counted.get(zh, 0) + 1
            tail = f" {counted[zh]}" if counted[zh] > 1 else ""
            found[zone.id] = words(zh + tail.strip(), en + tail, self._chance)
        return found

    def _zone(self, number: int) -> Table:
        zone = self._building.zones[number]
        found: Table = {"id": zone.id, "name": self._zone_names[zone.id]}
        if len(self._building.floors) > 1:
            found["floor"] = self._building.floors[zone.storey]
        if zone.within:
            found["within"] = zone.within
        if zone.always_open:
            found["always_open"] = True
        if self._chance.random() < 0.3:
            found["where"] = words("进门左侧", "Left of the entrance")
        return found

    def _all_windows(self) -> list[Table]:
        chance, found = self._chance, list[Table]()
        first = chance.choice((1, 1, 1, 101, 8))
        for number, window in enumerate(self._stock.windows):
            zh, en = chance.choice(
                LONG_WINDOWS if self._size.long_names and chance.random() < 0.5 else WINDOWS
            )
            served = chance.sample(
                self._services, chance.randint(0 if number else 1, min(8, len(self._services)))
            )
            table: Table = {
                "id": window.id, "number": first + number, "name": words(zh, en), "zone": window.zone,
                "services": served, "depends": self._needs(),
            }  # fmt: skip
            if chance.random() < 0.1:
                table["open"] = False
            if chance.random() < 0.1:
                table["hours"] = {"weekly": HOURS[chance.choice(("lunch", "through", "three"))]}
            found.append(table)
        return found

    def _machine(self, machine: Stood) -> Table:
        chance = self._chance
        if machine.what != "terminal":
            zh, en = STANDING[machine.what]
            return {
                "id": machine.id,
                "name": words(zh, en),
                "what": machine.what,
                "zone": machine.zone,
            }
        number = machine.id.rpartition("-")[2]
        served = chance.sample(self._services, chance.randint(0, min(8, len(self._services))))
        table = {
            "id": machine.id,
            "name": words(f"{number}号自助终端", f"Terminal {number}"),
            "what": "terminal",
        }
        return table | {"zone": machine.zone, "services": served, "depends": self._needs()}

    def _exits(self) -> list[Table]:
        found = []
        for way in self._building.exits:
            zone = self._building.zone_of(way.storey, self._building.corners[way.inner][1]).id
            found.append({"id": way.id, "name": self._exit_name(way), "zone": zone})
        return found

    def _exit_name(self, way: Way) -> Words:
        """北出口; numbered where a side has several; an upper storey leaves by outdoor stairs."""
        building = self._building

        def like(other: Way) -> bool:
            outdoor = [one.storey != building.discharge for one in (way, other)]
            return other.side == way.side and outdoor[0] == outdoor[1]

        kin = [other.id for other in building.exits if like(other)]
        zh, en = SIDES[way.side]
        what = (
            ("出口", "Exit") if way.storey == building.discharge else ("室外楼梯", "Outdoor Stairs")
        )
        if len(kin) == 1:
            return words(f"{zh}{what[0]}", f"{en} {what[1]}")
        number = kin.index(way.id) + 1
        return words(f"{zh}侧{number}号{what[0]}", f"{en} {what[1]} {number}")

    def _place(self, place: Stood) -> Table:
        zh, en = STANDING[place.what]
        return {"id": place.id, "name": words(zh, en, self._chance), "zone": place.zone}

    # ------------------------------------------------------------ services.toml, screens.toml

    def _offered(self) -> Table:
        at_windows = {name for window in self._windows for name in window["services"]}
        at_terminals = {name for machine in self._machines for name in machine.get("services", ())}
        found = []
        for service in self._services:
            zh, en, group = SERVICES[service]
            offers: list[Table] = []
            if service in at_windows:
                offers.append({"kind": "window", "verified_on": DAY})
            if service in at_terminals:
                offers.append({"kind": "terminal", "verified_on": DAY})
            offers += self._elsewhere(bool(offers))
            found.append({"id": service, "name": words(zh, en), "group": group, "offers": offers})
        used = {SERVICES[service][2] for service in self._services}
        groups = [{"id": name, "name": words(*GROUPS[name])} for name in GROUPS if name in used]
        return {"groups": groups, "services": found}

    def _elsewhere(self, enough: bool) -> list[Table]:
        chance, offers = self._chance, list[Table]()
        verified = {"verified_on": DAY}
        if self._size.online and chance.random() < 0.6:
            offers.append({"kind": "online", "name": words("电子税务局", "Online tax bureau"), "url": ETAX,
                           "depends": ["system/etax"], **(verified if chance.random() < 0.9 else {})})  # fmt: skip
        if chance.random() < 0.2:
            offers.append({"kind": "app", "name": words("办税 App", "Tax app"), **verified})
        if chance.random() < 0.1:
            offers.append({"kind": "post", "name": words("邮寄申请", "By post"), **verified})
        if chance.random() < 0.2 or not (offers or enough):
            offers.append({"kind": "phone", "phone": "12366", **verified})
        return offers

    def _screens(self) -> Table:
        return {"screens": [self._screen(hung) for hung in self._stock.screens]}

    def _screen(self, hung: Hung) -> Table:
        number = hung.id.rpartition("-")[2]
        about = [hung.place] if hung.layout in ("window", "door") else []
        if hung.layout == "board" and self._chance.random() < 0.6:
            about = [self._chance.choice(self._systems)["id"]]
        machines = [m.id for m in self._stock.machines if m.zone == hung.place]
        place = hung.place
        if hung.layout == "zone" and machines and self._chance.random() < 0.4:
            place = self._chance.choice(machines)
            about = [place]
        name = words(f"{number}号屏", f"Screen {number}")
        return {"id": hung.id, "name": name, "layout": hung.layout, "place": place, "about": about,
                **panel(hung.layout, self._chance)}  # fmt: skip

    # ------------------------------------------------------------ schemes.toml, drills.toml

    def _schemes(self) -> Table:
        """Several schemes, each of which leaves everybody a way."""
        building, chance = self._building, self._chance
        judge = Oracle(building, self._stock.screens)
        doors = [door for part in building.partitions for door, _ in part.doors]
        closable = [way.id for way in building.exits] + doors + [zone.id for zone in building.zones]
        found: list[Table] = []
        for _ in range(chance.randint(0, 4)):
            closed = chance.sample(closable, min(len(closable), chance.randint(1, 2)))
            if judge.keeps_everybody(closed):
                number = len(found) + 1
                blocks = [{"target": name, "hold": "closed"} for name in closed]
                found.append(
                    {
                        "id": f"scheme-{number}",
                        "name": words(f"预案{number}", f"Scheme {number}"),
                        "blocks": blocks,
                    }
                )
        if len(building.exits) > 1 and chance.random() < 0.5:
            price = {building.exits[0].id: float(chance.randint(1, 30))}
            found.append(
                {"id": "busy", "name": words("高峰分流", "Spread people"), "prices": price}
            )
        persons = {
            zone.id: chance.randint(1, 80) for zone in building.zones if chance.random() < 0.5
        }
        occupancy = (
            {"occupancy": {"spread": chance.random() < 0.2, "persons": persons}} if persons else {}
        )
        return {"schemes": found, **occupancy}

    def _drills(self) -> Table:
        text = words("情况：服务区有烟。", "Smoke in the service zone.")
        injects = [{"at_s": 0, "text": text}, {"at_s": 90, "text": text}]
        title = words("高峰期火灾疏散", "Fire at the busiest hour")
        return {
            "drills": [
                {
                    "id": "fire",
                    "title": title,
                    "kind": "FIRE",
                    "targets": ["hall"],
                    "injects": injects,
                }
            ]
        }


def documents(size: Size, building: Building, stock: Furnished) -> dict[str, Table]:
    found = Description(size, building, stock).documents()
    if size.own_systems:
        found = own_systems(found)
    return chinese_only(found) if size.chinese_only else found
