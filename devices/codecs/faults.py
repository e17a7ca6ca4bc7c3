"""What goes wrong with a lamp, each with the sentence facilities staff read and whether waiting can heal it."""

from signage.language.words import Words, both, fill, say


class DeviceError(Exception):
    """A lamp could not be driven. ``permanent``: only a changed configuration helps, not another try."""

    def __init__(self, message: Words, permanent: bool) -> None:
        super().__init__(say(message, "en"))
        self.message = message
        self.permanent = permanent


SCHEME = both(
    "地址 {address} 不允许使用：请填写串口路径，如 /dev/serial/by-id/…",
    "The address {address} is not allowed: give a serial device path such as /dev/serial/by-id/…",
)
NETWORK_FORM = both(
    "地址 {address} 无效：请写成 socket://主机:端口 或 rfc2217://主机:端口，可加 #单元",
    "The address {address} is wrong: write socket://HOST:PORT or rfc2217://HOST:PORT, with #UNIT where needed",
)
HOST = both(
    "未允许连接串口服务器 {host}：请先在设置中写明该主机",
    "The serial server {host} is not allowed: name this host in the settings first",
)
UNREACHABLE = both(
    "连不上串口服务器 {address}：请检查网络、电源和端口号",
    "The serial server {address} cannot be reached: check the network, the power and the port number",
)
SIMULATOR_OFF = both(
    "此处不允许模拟灯 {address}：请填写真实串口，或在设置中允许模拟灯",
    "Simulated lamps are not allowed here ({address}): give a real serial device or allow simulators in the settings",
)
SIMULATOR_OPTION = both(
    "模拟灯地址 {address} 的选项无效：可用 mute、noise、drop_after=次数、slow=毫秒",
    "The simulated address {address} has a wrong option: use mute, noise, drop_after=COUNT or slow=MILLISECONDS",
)
PROTOCOL = both("未知协议 {protocol}：可用 {known}", "Unknown protocol {protocol}: use one of {known}")
PROTOCOL_PORT = both(
    "协议 {protocol} 只能用于 sim:// 地址，不能用于 {address}",
    "The protocol {protocol} works only with a sim:// address, not with {address}",
)
SHARED = both(
    "{address} 已由灯 {other} 使用，此协议没有单元地址：请为每盏灯接一个串口",
    "{address} already drives the lamp {other} and this protocol has no unit addresses: give each lamp its own port",
)
LINE_CONFLICT = both(
    "{address} 上的灯 {other} 使用不同的串口参数：同一线路的灯参数必须相同",
    "The lamp {other} on {address} uses other line settings: all lamps on one line need the same",
)
UNIT = both("协议 {protocol} 没有单元地址：请删去地址中的 #{unit}", "{protocol} has no unit addresses: remove #{unit}")
BAUD = both("不支持波特率 {baud}：请用标准值", "The baud rate {baud} is not supported: use a standard rate")
PARITY = both("此转换器不支持所需校验位：请更换转换器", "This adapter does not support the parity: use another adapter")
NOT_SERIAL = both("{path} 不是串口设备：请检查地址", "{path} is not a serial device: check the address")
MISSING = both(
    "找不到 {path}：请检查 USB 线、电源和地址",
    "{path} is not there: check the USB cable, the power and the address",
)
BUSY = both(
    "{path} 被其他程序占用，或已作为另一盏灯的端口：请关闭该程序或更正地址",
    "Another program has {path}, or another lamp uses it under another name: close it or correct the address",
)
DENIED = both(
    "没有权限打开 {path}（属主 {owner}，组 {group}）：请把服务用户加入组 {group} 后重启服务",
    "No permission to open {path} (owner {owner}, group {group}): add the service user to group {group} and restart it",
)
SHUT_OUT = both(
    "系统不允许本服务使用 {path}：请在 systemd 单元中加入 DeviceAllow（见 systemd/README.md）后重启服务",
    "This service may not use {path}: add DeviceAllow to its unit (systemd/README.md) and restart it",
)
AMBIGUOUS = both(
    "有多个转换器同名 {path}：请改用 /dev/serial/by-path/ 下的名称",
    "Several adapters share the name {path}: use the name under /dev/serial/by-path/ instead",
)
VANISHED = both(
    "{path} 出现后又立即消失：可能被 brltty 占用（请卸载 brltty），或供电不足、接触不良",
    "{path} appeared and vanished at once: taken by brltty (remove brltty), too little power or a loose plug",
)
GONE = both(
    "与 {path} 的连接中断：线缆被拔出，或被其他程序占用；插回后自动恢复",
    "{path} was lost: unplugged or taken by another program; it recovers by itself when it is back",
)
STUCK = both(
    "{path} 不再接收数据：请给灯和转换器重新上电",
    "{path} takes no more data: switch the lamp and the adapter off and on again",
)
SILENT = both(
    "灯不回应：请检查接线（A/B）、单元地址、波特率和电源",
    "The lamp does not answer: check the wires (A/B), unit address, baud rate and power",
)
ONLY_ECHO = both(
    "只听到转换器的回声，灯没有应答：请检查接线（A/B）、单元地址、波特率和灯的电源",
    "Only the converter's echo came back, the lamp is silent: check the wires (A/B), unit, baud rate and its power",
)
REFUSED = both("灯拒绝了命令：请检查协议设置", "The lamp refused the command: check the protocol setting")
FAREWELL = both(
    "停止时的显示 {name} 无效：可用 {known}",
    "What to show at the stop is unknown ({name}): use one of {known}",
)
EMERGENCY = both("有紧急情况，现在不能试灯", "There is an emergency: lamps cannot be tested now")
NOT_OPENED = both(
    "{path} 未能及时打开：请检查转换器，拔下再插上后重试",
    "{path} did not open in time: check the adapter, unplug it, plug it in and try again",
)
UNIT_RANGE = both(
    "单元地址 {unit} 无效：请在地址后写 #{first} 到 #{last}，与设备拨码一致",
    "The unit address {unit} is not valid: write #{first} to #{last} after the address, as set on the device",
)
CHANNEL = both(
    "{channel} 接在 {number} 路，此板只有 {first} 到 {last} 路：请更正通道或继电器数量",
    "{channel} is on relay {number}, but this board has {first} to {last}: correct the channel or the number of relays",
)
CHANNEL_SHARED = both(
    "第 {number} 路继电器已由灯 {other} 使用：请为每种灯各选一路",
    "Relay {number} already belongs to the lamp {other}: give each light its own",
)
CHANNEL_TWICE = both("同一路继电器用了两次：请为每种灯各选一路", "One relay is used twice: give each light its own")
UNWIRED = both(
    "没有说明 {channel} 接在哪一路：请补上通道，或从灯色中删去",
    "No relay is named for {channel}: add its channel, or take it off the lamp's colours",
)
SIZE = both("不支持 {size} 路的板：可选 {known}", "A board with {size} relays is not supported: choose {known}")
NEEDS_MAP = both(
    "协议 {protocol} 需要寄存器表：请填写 map，或选择已收录的协议",
    "The protocol {protocol} needs a register map: give map, or choose a listed protocol",
)
NEEDS_FRAMES = both(
    "协议 {protocol} 需要各状态的报文：请填写 frames",
    "The protocol {protocol} needs the frames of its states: give frames",
)
FRAME = both("{state} 的报文有误：{wrong}", "The frame for “{state}” is wrong: {wrong}")
FRAME_EMPTY = both("内容为空，请填写十六进制字节", "it is empty; type its bytes in hex")
FRAME_HEX = both(
    "“{part}” 不是十六进制；请填写如 01 05 00 FF，文字用引号括起",
    "“{part}” is not hex; type bytes such as 01 05 00 FF, and text in quotes",
)
FRAME_ODD = both("“{part}” 的位数是奇数，每个字节两位", "“{part}” has an odd number of digits; a byte has two")
FRAME_CHECK = both(
    "没有校验方式 {part}；可用 {known}",
    "there is no checksum {part}; use one of {known}",
)
FRAME_NOTHING = both("{part} 前面没有可校验的字节", "{part} has no bytes before it to check")
FRAME_LONG = both("超过 {most} 字节", "it is longer than {most} bytes")
FRAME_STATE = both(
    "“{state}” 不是灯的状态；请用 off、red on、red fast + sounder 等",
    "“{state}” is no state of a lamp; use off, red on, red fast + sounder and the like",
)
FRAME_MISSING = both("缺少 {state} 的报文", "The frame for “{state}” is missing")
FRAME_BOTH = both(
    "请只填一种：各灯分别的报文，或整灯状态的报文",
    "Give one kind only: frames for each light, or frames for the whole lamp",
)
UNEXPECTED = both("内部故障：{detail}；将自动重试", "Internal fault: {detail}; it is tried again by itself")


def told(message: Words, **values: Words | str) -> Words:
    return fill(message, **values)


def transient(message: Words, **values: str) -> DeviceError:
    return DeviceError(fill(message, **values), permanent=False)


def permanent(message: Words, **values: str) -> DeviceError:
    return DeviceError(fill(message, **values), permanent=True)
