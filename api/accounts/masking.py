"""Names and phone numbers as others see them."""


def masked_name(name: str | None) -> str | None:
    """Return a name with its first and last sign only.

    >>> masked_name("王小四"), masked_name("王四")
    ('王*四', '王*')
    """
    if not name:
        return None
    return name[0] + "*" * max(1, len(name) - 2) + (name[-1] if len(name) > 2 else "")


def masked_phone(phone: str | None) -> str | None:
    """Return a phone number with its first three and last two signs only.

    >>> masked_phone("13800000012")
    '138******12'
    """
    if not phone:
        return None
    return phone[:3] + "*" * max(4, len(phone) - 5) + phone[-2:]
