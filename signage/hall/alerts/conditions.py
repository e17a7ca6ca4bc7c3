"""What the hall's own probes report, by the label ``alertname``, as staff read it."""

from collections.abc import Mapping
from typing import Final

from signage.language.words import Message, Words

NAMES: Final[Mapping[str, Words]] = {
    "ProbeFailed": Message("conditions.fails"),
    "ProbeSlow": Message("conditions.slow"),
    "CertificateExpires": Message("conditions.certificate-expires"),
    "UpsOnBattery": Message("conditions.ups-on-battery"),
    "UpsLowBattery": Message("conditions.ups-low-battery"),
    "UpsReplaceBattery": Message("conditions.ups-replace-battery"),
    "PrinterError": Message("conditions.printer-error"),
    "PrinterSupplyLow": Message("conditions.printer-supply-low"),
    "ContactUnreachable": Message("conditions.contact-unreachable"),
    "BrokerUnreachable": Message("conditions.broker-unreachable"),
    "Threshold": Message("conditions.threshold"),
}
UNSAID: Final = frozenset({"PrinterError", "PrinterSupplyLow"})
"""What the hall's own summary of these leaves out; of all others it says the whole."""
