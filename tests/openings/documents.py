"""Files as candidates send them: ordinary ones, and archives built to do harm."""

import io
import zipfile

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
TEXT = "Ana Díaz, sales leader since 2016.\n".encode()
_LINK = 0o120777 << 16


def archive(entries: dict[str, bytes], *, links: tuple[str, ...] = ()) -> bytes:
    """A ZIP archive with these entries; those in `links` are marked as symbolic links."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if name in links:
                info.external_attr = _LINK
            file.writestr(info, data)
    return held.getvalue()


def docx(extra: dict[str, bytes] | None = None, *, links: tuple[str, ...] = ()) -> bytes:
    """A word processor document, with anything else in it."""
    parts = {
        "[Content_Types].xml": b'<?xml version="1.0"?><Types/>',
        "_rels/.rels": b'<?xml version="1.0"?><Relationships/>',
        "word/document.xml": b'<?xml version="1.0"?><w:document>Ana D\xc3\xadaz</w:document>',
    }
    return archive(parts | (extra or {}), links=links)


def odt(extra: dict[str, bytes] | None = None) -> bytes:
    """An OpenDocument text, with anything else in it."""
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b'<?xml version="1.0"?><office:document-content/>',
        "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest:manifest/>',
    }
    return archive(parts | (extra or {}))
