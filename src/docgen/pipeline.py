"""The whole flow on one screen: the only module that knows the order of the stages.

load → Source · validate → Record · compose → Document · render → Parts · package → .docx
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import load, record, source
from .diagnostics import (
    BAD_PROFILE,
    LAYOUT_UNFIT,
    TEMPLATE_FIELD,
    Diagnostic,
    Severity,
    has_errors,
    strictly,
)
from .errors import DataError, TemplateError
from .kinds import (
    Kind,
    check_layout,
    font_sets,
    get_kind,
    layout_names,
    profile_names,
    profile_path,
    profile_schema,
    schema_path,
    template_path,
)
from .record import Record
from .source import Source
from .validate import Checked, check_outline, has_outline, validate

if TYPE_CHECKING:
    from .content import Document
    from .deviations import Figure
    from .parts import Parts
    from .profile import Profile
    from .render import Template

# What a check does not need is imported where it is used: half of a cold start.

DEFAULT_PROFILE = "gbt9704"
STAGES = ("source", "record", "document", "parts")
DERIVED = frozenset({"byline"})


def check(name: str, final: bool = False, strict: bool = False) -> Checked:
    """Load and validate the file ``name``; findings instead of exceptions for what is wrong.

    ``strict`` makes every warning an error.
    """
    if strict:
        checked = check(name, final)
        findings = tuple(strictly(checked.diagnostics))
        return Checked(None if has_errors(findings) else checked.record, findings)
    findings = ()
    try:
        found, decoding = load.read_source(name)
        findings = tuple(decoding)
        checked = validate(found, final=final)
        findings += checked.diagnostics
        if checked.record is None:
            return Checked(None, findings)
        full = with_assets(checked.record)
        findings += outline_findings(full)
    except DataError as error:
        return Checked(None, (*findings, *error.diagnostics))
    return Checked(full, findings)


def outline_findings(checked: Record) -> tuple[Diagnostic, ...]:
    """Warnings (V225) on the numbers of a record's headings."""
    if not has_outline(checked):
        return ()
    from .compose import compose

    return tuple(check_outline(compose(checked), checked))


def with_assets(checked: Record) -> Record:
    """The record with the bytes of its pictures. Raises DataError (V219) for those unusable."""
    assets: dict[str, bytes] = {}
    findings: list[Diagnostic] = []
    room = load.Room()
    for path in checked.pictures:
        value = checked.data
        for step in path:
            value = value[step]  # type: ignore[index]
        if str(value) in assets:
            continue
        got = load.read_asset(checked.folder, str(value), checked.where(path), room)
        if isinstance(got, bytes):
            assets[str(value)] = got
        else:
            findings.append(replace(got, path=path))
    if findings:
        raise DataError(findings)
    return replace(checked, assets=assets) if assets else checked


def record_of(
    name: str, final: bool = False, strict: bool = False
) -> tuple[Record, tuple[Diagnostic, ...]]:
    """The record in the file ``name`` and the warnings. Raises DataError with all findings."""
    checked = check(name, final, strict)
    if checked.record is None or has_errors(checked.diagnostics):
        raise DataError(checked.diagnostics)
    return checked.record, checked.diagnostics


@lru_cache(maxsize=32)
def get_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """The profile ``name``: a shipped one, or a .yaml file; inherited figures filled in.

    Raises TemplateError: T312 (there is none), or with what is wrong in the file.
    """
    from .profile import profile_from

    return profile_from(_profile_data(name, ()))


def _profile_data(name: str, below: tuple[str, ...]) -> dict[str, object]:
    is_file = name.endswith((".yaml", ".yml"))
    if name in below or not (is_file or name in profile_names()):
        raise TemplateError([BAD_PROFILE.at(profile=name, known=profile_names())])
    try:
        found, _ = load.read_source(name if is_file else str(profile_path(name)))
        checked = validate(found, profile_schema())
    except DataError as error:
        raise TemplateError(error.diagnostics) from None
    if checked.record is None:
        raise TemplateError(checked.diagnostics)
    data = dict(checked.record.data)
    if "font_set" in data:
        chosen = {k: v for k, v in font_sets()[str(data["font_set"])].items() if k != "title"}
        data["fonts"] = {**chosen, **data.get("fonts", {})}
    base = data.get("extends", None if name == DEFAULT_PROFILE else DEFAULT_PROFILE)
    if not base:
        return data
    from .profile import merge

    return merge(_profile_data(str(base), (*below, name)), data)


def profile_figures(name: str) -> list[Figure]:
    """All figures of the profile ``name`` beside the standard's. Raises TemplateError."""
    standard = _profile_data(DEFAULT_PROFILE, ())
    from .deviations import figures

    return figures(profile_schema(), _profile_data(name, ()), standard)


def new_profile() -> str:
    """A profile file to be edited (YAML)."""
    from .deviations import draft

    return draft(profile_schema(), _profile_data(DEFAULT_PROFILE, ()))


@lru_cache(maxsize=64)
def get_template(
    kind: Kind, layout: str, template: str | None = None, profile: str | None = None
) -> Template:
    """The compiled template: a file of the user's, or the layout as shipped or built for a profile.

    Raises TemplateError with everything that is wrong with it.
    """
    from .package import unpack_parts
    from .render import compile_template

    figures = get_profile(profile or DEFAULT_PROFILE)
    if template:
        from .layouts import style_definitions

        try:
            raw = load.read_bytes(Path(template))
        except DataError as error:
            raise TemplateError(error.diagnostics) from None
        members = unpack_parts(raw, template)
        from .render.inspection import inspect

        wrong = inspect(members, template, kind, derived_fields(kind))
        if has_errors(wrong):
            raise TemplateError(d for d in wrong if d.severity is Severity.ERROR)
        styles = dict(style_definitions(figures))
        return compile_template(members, template, kind, figures, styles, DERIVED)
    check_layout(layout)
    if profile and profile != DEFAULT_PROFILE:
        members = build_template(layout, profile)
    else:
        members = unpack_parts(load.read_bytes(template_path(layout)), layout)
    try:
        return compile_template(members, layout, kind, figures, {}, DERIVED, shipped=True)
    except TemplateError as error:
        fields = [d.args["field"] for d in error.diagnostics if d.code == TEMPLATE_FIELD.code]
        if len(fields) < len(error.diagnostics):
            raise
        known = [name for name in layout_names() if name != layout]
        unfit = LAYOUT_UNFIT.at(layout=layout, kind=kind.title, fields=fields, known=known)
        raise TemplateError([unfit]) from None


def derived_fields(kind: Kind) -> dict[str, tuple[str, ...]]:
    """The fields that composing adds to those of ``kind``, each with the fields it prints."""
    from .compose import line_fields

    elements = [element for line in kind.recipe.get("byline", ()) for element in line]
    return {name: tuple(path for e in elements for path in line_fields(e)) for name in DERIVED}


def check_template(template: str, kind: Kind) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the .docx ``template`` for records of ``kind``, and notes."""
    from .package import unpack_parts
    from .render.inspection import inspect

    try:
        members = unpack_parts(load.read_bytes(Path(template)), template)
        findings = inspect(members, template, kind, derived_fields(kind))
        if not has_errors(findings):
            get_template(kind, "", template)
    except (DataError, TemplateError) as error:
        return error.diagnostics
    return tuple(findings)


def new_template(kind: Kind, layout: str | None, profile: str | None) -> bytes:
    """A .docx template for ``kind`` to start from: a layout's own. Raises TemplateError."""
    from .package import pack_parts

    chosen = check_layout(layout or str(kind.recipe["layout"]))
    return pack_parts(build_template(chosen, profile or DEFAULT_PROFILE))


def build_template(layout: str, profile: str = DEFAULT_PROFILE) -> Parts:
    """The template of ``layout`` made anew from ``profile``."""
    from . import layouts

    return layouts.build(layout, get_profile(profile))


def fill(
    checked: Record,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    strict: bool = False,
) -> tuple[bytes, list[Diagnostic]]:
    """The .docx of a record, and the template's warnings. Raises DocgenError.

    ``strict`` makes every warning an error.
    """
    from .compose import compose
    from .package import pack_parts
    from .render import render

    document = compose(checked, layout)
    compiled = get_template(get_kind(document.kind), document.layout, template, profile)
    made, findings = render(document, compiled)
    if not compiled.shipped:
        from .verify import check_output

        found = check_output(made, document, compiled.slots, compiled.name)
        if has_errors(found):
            raise TemplateError(found)
        told = {d.args.get("field") for d in findings}
        findings += [d for d in found if d.args["field"] not in told]
    if strict and has_errors(strictly(findings)):
        raise TemplateError(strictly(findings))
    return pack_parts(made), findings


def generate(
    name: str,
    out: Path,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    final: bool = False,
    force: bool = False,
    strict: bool = False,
) -> tuple[Diagnostic, ...]:
    """Data file ``name`` → .docx at ``out``, all or nothing; returns the warnings.

    Raises DataError (the data is wrong), TemplateError, OutputError (``out`` is there already and
    ``force`` was not given, or cannot be written).
    """
    from .package import write_new

    checked, findings = record_of(name, final, strict)
    data, warnings = fill(checked, layout, template, profile, strict)
    inputs = [Path(f) for f in (name, template, profile) if f and f != load.STDIN]
    write_new(out, data, force, inputs)
    return (*findings, *warnings)


def make_pdf(
    name: str,
    out: Path,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    final: bool = False,
    force: bool = False,
) -> tuple[Diagnostic, ...]:
    """Data file (or .docx) ``name`` → PDF at ``out``; returns the warnings.

    Raises DocgenError: O503 without LibreOffice, O504 where it made no PDF.
    """
    from tempfile import TemporaryDirectory

    from .package import write_new
    from .preview import to_pdf

    with TemporaryDirectory(prefix="docgen-") as scratch:
        document, findings = _document_file(
            name, Path(scratch), layout, template, profile, final=final
        )
        made = to_pdf(document, Path(scratch) / "pdf")
        write_new(out, made.read_bytes(), force)
    return findings


def make_pictures(
    name: str,
    folder: Path,
    layout: str | None = None,
    template: str | None = None,
    profile: str | None = None,
    dpi: int = 110,
) -> tuple[list[Path], tuple[Diagnostic, ...]]:
    """Data file (or .docx) ``name`` → one PNG a page in ``folder``, and the warnings.

    Files of an earlier preview are replaced. Raises DocgenError.
    """
    from tempfile import TemporaryDirectory

    from .preview import to_pdf, to_png

    with TemporaryDirectory(prefix="docgen-") as scratch:
        document, findings = _document_file(name, Path(scratch), layout, template, profile)
        return to_png(to_pdf(document, Path(scratch) / "pdf"), folder, dpi), findings


def _document_file(
    name: str,
    scratch: Path,
    layout: str | None,
    template: str | None,
    profile: str | None,
    final: bool = False,
) -> tuple[Path, tuple[Diagnostic, ...]]:
    """The .docx to convert: ``name`` itself, or what it gives, in ``scratch``."""
    if name.lower().endswith(".docx"):
        return Path(name), ()
    target = scratch / f"{Path(name).stem}.docx"
    return target, generate(name, target, layout, template, profile, final)


def import_text(
    name: str, kind: str | None = None, tidy: bool = False
) -> tuple[str, tuple[Diagnostic, ...]]:
    """The plain text ``name`` as YAML data for ``kind`` (default: guessed), and the findings.

    Raises DataError: S1xx (cannot read), V202 (no such kind), I6xx (no place for a part).
    """
    from . import read

    text, findings = load.read_text(name)
    reading, found = read.read_text(text, name, tidy)
    data, used, guessed = read.to_data(reading, get_kind(kind) if kind else None)
    modeline = f"yaml-language-server: $schema={schema_path(used.name).resolve().as_uri()}"
    return read.write_yaml(data, used, modeline), (*findings, *guessed, *found)


def document_of(name: str, layout: str | None = None) -> Document:
    """The content tree of the file ``name``. Raises DataError."""
    from .compose import compose

    return compose(record_of(name)[0], layout)


def show(name: str, stage: str = "document", layout: str | None = None) -> str:
    """The hand-over at ``stage`` (source, record, document, parts) as text. Raises DocgenError."""
    if stage == "source":
        found: Source = load.read_source(name)[0]
        return source.dump(found)
    checked, _ = record_of(name)
    if stage == "record":
        return record.dump(checked)
    from . import content, parts
    from .compose import compose

    document = compose(checked, layout)
    if stage == "document":
        return content.dump(document)
    from .render import render

    compiled = get_template(checked.kind, document.layout)
    return parts.dump(render(document, compiled)[0])
