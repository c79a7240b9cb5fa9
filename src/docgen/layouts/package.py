"""The members of a template beside its text: styles, settings, footers, relationships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.box import text_box
from docgen.page import page_measures
from docgen.profile import Profile
from docgen.styles import CHARACTER_STYLES, TABLE_STYLES, Style, style_id
from docgen.units import pt_to_half_points, pt_to_mm, pt_to_twips

from .stylesheet import inherited, number_leading
from .wml import DECLARATION, NAMESPACE, run

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _root(name: str, content: str, more: str = "") -> str:
    return f'{DECLARATION}<w:{name} xmlns:w="{NAMESPACE}"{more}>{content}</w:{name}>'


def _styles(profile: Profile) -> str:
    latin, chinese = profile.fonts.latin, profile.fonts[profile.body.font]
    size = pt_to_half_points(profile.body.size)
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{latin}" w:eastAsia="{chinese}" w:hAnsi="{latin}" w:cs="{latin}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    # The default style stays bare: Word lays it under every cell of a table, where an indent or an
    # exact leading would spoil the clerk's own tables.
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        '<w:snapToGrid w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
    own = inherited(profile)
    ordered = sorted(own, key=lambda style: (style in TABLE_STYLES, style in CHARACTER_STYLES))
    return _root("styles", defaults + normal + "".join(own[style] for style in ordered))


def _settings(profile: Profile) -> str:
    outside = "<w:evenAndOddHeaders/>" if profile.page_number.position == "outside" else ""
    return _root(
        "settings",
        f'<w:defaultTabStop w:val="{pt_to_twips(profile.character_pt * 2)}"/>{outside}'
        # Squeezed punctuation would put 29 characters into a line of 28 [5.2.3].
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        # A line broken by hand must not be spread over the whole width.
        "<w:compat><w:doNotExpandShiftReturn/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        ' w:val="15"/></w:compat>',
    )


def _font_table(profile: Profile) -> str:
    """The fonts by name, with the English name that a Word in another language knows them by."""
    english = {
        "仿宋": "FangSong",
        "楷体": "KaiTi",
        "黑体": "SimHei",
        "宋体": "SimSun",
        "方正小标宋简体": "FZXiaoBiaoSong-B05S",
    }
    fonts = profile.fonts
    names = (fonts.fangsong, fonts.kaiti, fonts.heiti, fonts.xiaobiaosong, fonts.songti)
    chinese = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{english[name]}"/>' if name in english else "")
        + '<w:charset w:val="86"/></w:font>'
        for name in dict.fromkeys(names)
    )
    latin = f'<w:font w:name="{fonts.latin}"><w:charset w:val="00"/></w:font>'
    return _root("fonts", chinese + latin)


def _theme(profile: Profile) -> str:
    """The smallest theme; nothing in the template refers to it.

    Validators ask for one. Its fonts are the profile's, so that what a clerk inserts in Word and is
    given theme fonts comes in no other face.
    """
    colours = {
        **{"dk1": "000000", "lt1": "FFFFFF", "dk2": "000000", "lt2": "FFFFFF"},
        **{f"accent{n}": "000000" for n in range(1, 7)},
        **{"hlink": "000000", "folHlink": "000000"},
    }
    scheme = "".join(f'<a:{k}><a:srgbClr val="{v}"/></a:{k}>' for k, v in colours.items())
    face = (
        f'<a:latin typeface="{profile.fonts.latin}"/>'
        f'<a:ea typeface="{profile.fonts[profile.body.font]}"/><a:cs typeface=""/>'
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>' * 3
    line = '<a:ln><a:solidFill><a:schemeClr val="phClr"/></a:solidFill></a:ln>' * 3
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        f'{DECLARATION}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        f' name="docgen"><a:themeElements><a:clrScheme name="docgen">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="docgen"><a:majorFont>{face}</a:majorFont>'
        f"<a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="docgen"><a:fillStyleLst>{fill}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line}</a:lnStyleLst><a:effectStyleLst>{effect}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def footer_distance(profile: Profile) -> float:
    """From the page's edge to the foot of the page number's line, in mm.

    [7.5] measures from the type area to the dash. The dash stands a third of an em above the
    baseline (0.27 to 0.38 by font), the baseline a fifth of an exact leading above the line's foot.
    """
    number = profile.page_number
    dash = pt_to_mm(number.size / 3 + number_leading(profile) / 5)
    return profile.page.bottom - number.below - dash


def _number(profile: Profile, jc: str, indent: str = "") -> str:
    """The paragraph of the page number."""
    number = (
        '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:noProof/></w:rPr>'
        "<w:t>1</w:t></w:r></w:fldSimple>"
    )
    ppr = f'<w:pStyle w:val="{style_id(Style.PAGE_NUMBER)}"/>{indent}<w:jc w:val="{jc}"/>'
    return f"<w:p><w:pPr>{ppr}</w:pPr>{run('— ')}{number}{run(' —')}</w:p>"


def _numbers(profile: Profile) -> Mapping[str, str]:
    """The page number's paragraphs by the type of their footer."""
    indent = pt_to_twips(profile.page_number.size)  # 1 字 of the number's own size [7.5]
    match profile.page_number.position:
        case "outside":
            return {
                "default": _number(profile, "right", f'<w:ind w:right="{indent}"/>'),
                "even": _number(profile, "left", f'<w:ind w:left="{indent}"/>'),
            }
        case "center":
            return {"default": _number(profile, "center")}
        case _:
            return {}


def _turned(profile: Profile, number: str, ident: int) -> str:
    """The page number of a landscape sheet: where it stands on the others [8].

    Turned upright, the sheet has its left edge at the foot. ``ident`` is the box's own number.
    """
    page, leading = profile.page, pt_to_mm(number_leading(profile))
    left = footer_distance(profile)
    box = text_box(
        number,
        ident,
        "页码",
        left=left,
        top=page.left,
        width=leading,
        height=page.text_width,
        turned=True,
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(Style.PAGE_NUMBER)}"/></w:pPr>{box}</w:p>'


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a layout puts outside the text: the block elements of header and footer on page 1.

    ``footer_distance`` is from the paper's edge to the footer's foot, in mm, or None for where the
    page number wants it; ``landscape`` turns the sheet.
    """

    first_header: str = ""
    first_footer: str = ""
    footer_distance: float | None = None
    header_distance: float | None = None
    landscape: bool = False


PLAIN = Furniture()


def _files(profile: Profile, furniture: Furniture) -> Mapping[str, tuple[str, str, str]]:
    """Headers and footers: file name → (relationship id, type of its reference, XML)."""
    numbers = _numbers(profile)
    below = ""
    if furniture.footer_distance is not None:
        # One distance serves the whole section: the number stands on a blank of the difference.
        gap = footer_distance(profile) - furniture.footer_distance
        below = _blank(pt_to_twips(gap / 25.4 * 72))
    out = {}
    for n, (kind, number) in enumerate(numbers.items(), 1):
        out[f"footer{n}.xml"] = (f"rId{n}", kind, _root("ftr", number + below))
    for n, (kind, number) in enumerate(numbers.items(), 1):
        ident = f"rIdLandscape{kind.title()}"
        out[f"footer{n + 2}.xml"] = (ident, kind, _root("ftr", _turned(profile, number, 900 + n)))
    if furniture.first_header:
        out["header1.xml"] = ("rIdFirstHeader", "first", _root("hdr", furniture.first_header))
    if furniture.first_footer:
        out["footer5.xml"] = ("rIdFirstFooter", "first", _root("ftr", furniture.first_footer))
    return out


def _blank(twips: int) -> str:
    """An empty paragraph of an exact height."""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{twips}" w:lineRule="exact"/>'
    style = style_id(Style.PAGE_NUMBER)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{spacing}</w:pPr></w:p>'


def _section(profile: Profile, files: Mapping[str, tuple[str, str, str]], own: Furniture) -> str:
    turned = own.landscape
    references = "".join(
        f'<w:{name[:6]}Reference w:type="{kind}" r:id="{ident}"/>'
        for name, (ident, kind, _) in sorted(files.items(), key=lambda f: f[0][:6], reverse=True)
        if kind == "first" or turned == ident.startswith("rIdLandscape")
    )
    footer = footer_distance(profile) if own.footer_distance is None else own.footer_distance
    header = profile.page.top / 2 if own.header_distance is None else own.header_distance
    first = "<w:titlePg/>" if own.first_header or own.first_footer else ""
    measures = page_measures(profile.page, turned, header, footer)
    return f"<w:sectPr>{references}{measures}{first}</w:sectPr>"


def _relationships(targets: Mapping[str, str], ids: Mapping[str, str] | None = None) -> str:
    """``targets`` maps each file to the last word of its relationship's type.

    The ids run in that order, but for the files that ``ids`` names.
    """
    items = []
    for n, (target, kind) in enumerate(targets.items(), 1):
        base = f"{_PACKAGE}/relationships" if kind.startswith("metadata") else None
        uri = f"{base or _OFFICE + '/relationships'}/{kind}"
        ident = (ids or {}).get(target, f"rId{n}")
        items.append(f'<Relationship Id="{ident}" Type="{uri}" Target="{target}"/>')
    return f'{DECLARATION}<Relationships xmlns="{_RELATIONS}">{"".join(items)}</Relationships>'


def members(body: str, profile: Profile, furniture: Furniture = PLAIN) -> Mapping[str, str]:
    """All members of a template with ``body`` as its block elements, by name."""
    outside = _files(profile, furniture)
    files = {name: xml for name, (_, _, xml) in outside.items()}
    types = {"document": "document.main", "fontTable": "fontTable", "settings": "settings"}
    types |= {"styles": "styles"}
    types |= {name.removesuffix(".xml"): name[:6] for name in files}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for name, kind in types.items()
    )
    document = body + _section(profile, outside, furniture)
    return {
        "[Content_Types].xml": (
            f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f"{overrides}"
            '<Override PartName="/word/theme/theme1.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
            '<Override PartName="/docProps/core.xml"'
            ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
            '<Override PartName="/docProps/app.xml" ContentType='
            '"application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": _relationships(
            {
                "word/document.xml": "officeDocument",
                "docProps/core.xml": "metadata/core-properties",
                "docProps/app.xml": "extended-properties",
            }
        ),
        "docProps/app.xml": (
            f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
            "<Application>docgen</Application></Properties>"
        ),
        "docProps/core.xml": (
            f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:language>zh-CN</dc:language>'
            "</cp:coreProperties>"
        ),
        "word/_rels/document.xml.rels": _relationships(
            {name: name[:6] for name in files}
            | {"styles.xml": "styles", "settings.xml": "settings"}
            | {"fontTable.xml": "fontTable", "theme/theme1.xml": "theme"},
            {name: ident for name, (ident, _, _) in outside.items()},
        ),
        "word/document.xml": _root(
            "document", f"<w:body>{document}</w:body>", f' xmlns:r="{_OFFICE}/relationships"'
        ),
        "word/fontTable.xml": _font_table(profile),
        "word/settings.xml": _settings(profile),
        "word/styles.xml": _styles(profile),
        "word/theme/theme1.xml": _theme(profile),
        **{f"word/{name}": xml for name, xml in files.items()},
    }
