"""Which layer of a CAD drawing is which layer of a floor plan, by what draughtsmen call theirs.

English names as in the AIA CAD Layer Guidelines (A-WALL, A-DOOR, A-FURN, A-FLOR-STRS), German and
Chinese ones as they are met; where several words of a name are known the longest counts. A
layer of another name is decoration.
"""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "wall": "walls", "wand": "walls", "墙": "walls", "column": "walls", "cols": "walls", "柱": "walls",
    "part": "partitions", "prtn": "partitions", "partition": "partitions", "隔断": "partitions", "隔墙": "partitions",
    "glaz": "partitions", "window": "partitions", "fenster": "partitions", "窗": "partitions", "幕墙": "partitions",
    "furn": "furniture", "möbel": "furniture", "家具": "furniture", "柜台": "furniture", "counter": "furniture",
    "casework": "furniture", "flor-case": "furniture", "equip": "furniture", "eqpm": "furniture",
    "door": "dxf doors", "tür": "dxf doors", "门": "dxf doors",
    "stair": "dxf stairs", "strs": "dxf stairs", "treppe": "dxf stairs", "楼梯": "dxf stairs",
    "elev": "dxf stairs", "evtr": "dxf stairs",
    "电梯": "dxf stairs",
    "dim": "", "标注": "", "hatch": "", "patt": "", "填充": "", "defpoints": "", "axis": "", "轴": "", "grid": "",
}  # fmt: skip
"""Part of a name → layer; ``dxf …`` is seen and not read, empty is left out."""


def layer_of(name: str) -> str:
    plain = name.casefold()
    known = max((part for part in NAMES if part in plain), key=len, default=None)
    return NAMES[known] if known is not None else f"dxf {' '.join(name.split())}"
