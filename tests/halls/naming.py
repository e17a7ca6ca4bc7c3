"""What things are called in generated halls, plain or as long as somebody might write them."""

from random import Random

Words = dict[str, str]

SIDES = {
    "west": ("西", "West"),
    "east": ("东", "East"),
    "north": ("北", "North"),
    "south": ("南", "South"),
}
WINDOWS = (
    ("综合服务", "General Service"), ("申报纳税", "Tax Declaration"), ("发票管理", "Invoices"),
    ("社保与非税", "Social Insurance"), ("车辆与不动产", "Vehicle and Property"), ("注销与退税", "Refunds and Closing"),
    ("绿色通道", "Priority Service"), ("办不成事反映", "Unresolved Matters"), ("出口退税", "Export Refund"),
)  # fmt: skip
LONG_WINDOWS = (
    ("不动产登记与存量房交易涉税联合受理", "Property Registration and Second-Hand Housing Tax"),
    ("自然人电子税务局个人所得税汇算清缴辅导", "Individual Income Tax Annual Reconciliation"),
    ("城乡居民基本养老与医疗保险缴费查询打印", "Urban and Rural Pension and Medical Insurance"),
)
ZONES = (
    ("办税服务区", "Service Zone"), ("等候休息区", "Waiting Area"), ("入口大厅", "Lobby"),
    ("咨询辅导区", "Advice Area"),
    ("自助办税区", "Self-Service Zone"), ("电子税务局体验区", "Online Filing Area"), ("不动产联办区", "Property Area"),
    ("社保业务区", "Insurance Area"), ("涉税争议调解区", "Mediation Area"),
)  # fmt: skip
LONG_ZONE = (
    "政务服务与涉税业务一窗联办综合受理区",
    "Joint Reception of Government and Tax Services",
)
NIGHT = ("24小时自助办税区", "24-Hour Self-Service Zone")
STANDING = {
    "queue": ("叫号机", "Queue Machine"), "printer": ("公用打印机", "Public Printer"),
    "experience": ("网上办税体验机", "Online Filing Desk"), "refuge": ("避难处", "Refuge"),
    "desk/help": ("导税台", "Information Desk"), "place/toilet": ("卫生间", "Toilets"),
    "place/water": ("饮水处", "Drinking Water"), "place/forms": ("填单台", "Writing Desk"),
    "place/baby": ("母婴室", "Baby Room"), "place/first-aid": ("急救箱", "First Aid"),
    "place/lost": ("失物招领处", "Lost Property"), "place/park": ("停车缴费机", "Parking Fees"),
}  # fmt: skip
HALLS = (
    ("云岭县办税服务厅", "Yunling County Tax Service Hall"),
    ("江州区第二税务所", "Jiangzhou Second Tax Office"),
    ("滨海新区办税服务厅", "Binhai New Area Tax Service Hall"),
    ("石桥镇办税点", "Shiqiao Town Tax Point"),
)
LONG_HALL = (
    "国家税务总局临河市高新技术产业开发区税务局第一税务分局办税服务厅",
    "First Tax Branch of the Linhe High-Tech Industrial Development Zone",
)
SERVICES = {
    "declare": ("申报缴纳", "Filing and Payment", "filing"), "relief": ("税收减免", "Tax Relief", "filing"),
    "stamp": ("印花税", "Stamp Duty", "filing"), "invoice": ("发票领用", "Get Invoices", "invoice"),
    "invoice-issue": ("发票代开", "Invoice Issued for You", "invoice"),
    "certificate": ("完税证明", "Tax Certificate", "proof"), "inquiry": ("涉税查询", "Tax Inquiry", "proof"),
    "social": ("社保费缴纳", "Social Insurance", "social"), "nontax": ("非税收入", "Non-tax Revenue", "social"),
    "vehicle": ("车辆购置税", "Vehicle Tax", "asset"), "estate": ("不动产交易", "Property Transfer", "asset"),
    "deed": ("契税", "Deed Tax", "asset"), "iit": ("个人所得税", "Individual Income Tax", "person"),
    "register": ("登记信息", "Registration", "business"), "cancel": ("注销", "Closing a Business", "business"),
    "export": ("出口退税", "Export Refund", "business"), "refund": ("退税", "Refund", "business"),
    "consult": ("政策咨询", "Policy Advice", "advice"), "unresolved": ("办不成事反映", "Unresolved Matters", "advice"),
}  # fmt: skip
GROUPS = {
    "filing": ("申报缴税", "Filing and Payment"), "invoice": ("发票", "Invoices"),
    "proof": ("证明与查询", "Certificates"),
    "social": ("社保与非税", "Social Insurance"), "asset": ("车辆与不动产", "Vehicle and Property"),
    "person": ("个人所得税", "Individual Income Tax"), "business": ("登记与退税", "Registration and Refunds"),
    "advice": ("咨询与反映", "Advice"),
}  # fmt: skip


def words(zh: str, en: str, chance: Random | None = None) -> Words:
    """Two languages; now and then a third, as a hall prepares it before it lists the language."""
    third = {"ug": f"‹{en}›"} if chance is not None and chance.random() < 0.1 else {}
    return {"zh": zh, "en": en, **third}


def floor_name(floor: str) -> Words:
    below = floor.removeprefix("b")
    return (
        words(f"地下{below}层", f"Basement {below}")
        if below != floor
        else words(f"{floor}层", f"Floor {floor}")
    )
