#![expect(clippy::disallowed_methods, reason = "a test writes the images that are read")]

use std::fs;

use image::{DynamicImage, ImageFormat};

use super::*;

fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let image = DynamicImage::new_rgb8(width, height);
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn measure(bytes: &[u8]) -> Result<(u32, u32, &'static str), String> {
    size(bytes, &Limits::default()).map_err(|refusal| refusal.message)
}

#[test]
fn sizes_come_from_the_header() {
    assert_eq!(measure(&encoded(8, 3, ImageFormat::Png)), Ok((8, 3, "png")));
    assert_eq!(measure(&encoded(8, 3, ImageFormat::Jpeg)), Ok((8, 3, "jpg")));
    assert_eq!(measure(&encoded(8, 3, ImageFormat::WebP)), Ok((8, 3, "webp")));
    assert_eq!(measure(&encoded(8, 3, ImageFormat::Gif)), Ok((8, 3, "gif")));
}

#[test]
fn a_photo_taken_upright_is_upright() {
    let jpeg = encoded(8, 3, ImageFormat::Jpeg);
    // An EXIF segment that says nothing but "turn right" (orientation 6).
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let turned = [&jpeg[..2], &[0xff, 0xe1], &length, exif, &jpeg[2..]].concat();
    assert_eq!(measure(&turned), Ok((3, 8, "jpg")));
}

#[test]
fn damaged_images_are_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let bytes = encoded(64, 64, format);
        for end in [0, 1, 10, bytes.len() / 2, bytes.len() - 9] {
            assert!(measure(&bytes[..end]).is_err(), "{format:?} cut at {end}");
        }
    }
    assert!(measure(b"text").is_err());
}

#[test]
fn a_header_that_claims_too_much_is_refused_before_any_pixel_is_read() {
    let load = |width: u32, height: u32| {
        let mut png = encoded(1, 1, ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let checksum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&checksum.to_be_bytes());
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("content")).unwrap();
        fs::write(directory.path().join("content/a.png"), png).unwrap();
        let files = Files::open(directory.path()).unwrap();
        super::load(&files, &SourcePath::new("content/a.png").unwrap(), &Limits::default(), None)
    };
    // One pixel of the 100 million that the header claims is there: only the header was read.
    let image = load(10_000, 10_000).unwrap();
    assert_eq!((image.width, image.height), (10_000, 10_000));
    let problem = load(10_000, 10_001).unwrap_err();
    assert_eq!(problem.code, Code::BadImage);
    let message = "the image is 10000 x 10001 pixels; the limit is 100000000";
    assert_eq!(problem.message, message);
    assert_eq!(load(100_000, 100_000).unwrap_err().code, Code::BadImage);
}

/// The checksum of a part of a PNG file (CRC-32 of ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !crc
}

#[test]
fn an_image_that_is_missing_is_an_error() {
    let files = Files::in_memory([("content/x.md", "x")]);
    let missing =
        [SourceFile { path: SourcePath::new("content/nej.png").unwrap(), metadata: None }];
    let (_, problems) =
        ImageFiles::load(&files, &missing, &Limits::default(), &ImageFiles::default());
    assert!(problems.has_errors());
}

#[test]
fn what_is_known_of_an_image_holds_as_long_as_it_has_the_same_bytes() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'/>";
    let files = Files::in_memory([("content/a.svg", svg)]);
    let path = SourcePath::new("content/a.svg").unwrap();
    let load = |known: &ImageFiles| {
        let used = [SourceFile { path: path.clone(), metadata: None }];
        let (images, problems) = ImageFiles::load(&files, &used, &Limits::default(), known);
        assert!(!problems.has_errors());
        images.get(&path).unwrap().clone()
    };
    let image = load(&ImageFiles::default());
    assert_eq!(image.width, 40);
    // A width that no image has shows what was taken from where.
    let known = |fingerprint| {
        let image = ImageFile { width: 7, fingerprint, ..image.clone() };
        ImageFiles::known([(path.clone(), image)])
    };
    assert_eq!(load(&known(image.fingerprint)).width, 7);
    assert_eq!(load(&known(Fingerprint::of(b"other"))).width, 40);
}

const START: &str = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'";

fn of_svg(inner: &str) -> Result<(u32, u32, &'static str), String> {
    measure(format!("{START}>{inner}</svg>").as_bytes())
}

#[test]
fn the_root_is_an_svg() {
    assert_eq!(of_svg("<g/>"), Ok((40, 30, "svg")));
    let xmlns = "xmlns='http://www.w3.org/2000/svg'";
    let prefixed =
        "<s:svg xmlns:s='http://www.w3.org/2000/svg' width='4' height='3'><s:g/></s:svg>";
    assert_eq!(measure(prefixed.as_bytes()), Ok((4, 3, "svg")));
    assert_eq!(measure(format!("\u{feff}{START}/>").as_bytes()), Ok((40, 30, "svg")));
    for bad in [
        "<svg width='4' height='3'/>",
        "<html xmlns='http://www.w3.org/1999/xhtml' width='4' height='3'><frameset/><!-- <svg --></html>",
        "<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' width='4' height='3'/>",
        &format!("<g {xmlns} width='4' height='3'/>"),
        &format!("<svg {xmlns}/>"),
        &format!("<svg {xmlns} width='4' height='3'><g></svg>"),
    ] {
        assert!(measure(bad.as_bytes()).is_err(), "{bad}");
    }
    let bomb = "<g/>".repeat(100_001);
    assert!(of_svg(&bomb).is_err());
}

#[test]
fn what_stands_before_an_svg() {
    let with = |before: &str| measure(format!("{before}{START}/>").as_bytes());
    for before in [
        "<?xml version='1.0' standalone='no'?>\n<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' \
         'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>\n",
        "<?xml version='1.0' encoding='utf-8'?>\n<!-- af en editor -->\n",
        "<!DOCTYPE svg>",
        "<!DOCTYPE svg [<!ENTITY ns 'http://www.w3.org/2000/svg'>]>",
        "<!doctype svg [<!ATTLIST svg xmlns:xlink CDATA #FIXED 'http://www.w3.org/1999/xlink'>]>",
        "<?plantuml 1.2023.1?>",
    ] {
        assert!(with(before).is_ok(), "{before}: {:?}", with(before));
    }
    for before in [
        "<!DOCTYPE svg [<!ENTITY a 'x'>]>",
        "<?xml version='1.0' encoding='ISO-2022-JP'?>",
        "<?xml version='1.0' encoding='ISO-8859-1'?>",
        "<?xml version='1.0'?><?xml-stylesheet type='text/xsl' href='/s.svg'?>",
        "<?xml-stylesheet href='/s.css'?>",
        "<?xpacket ><x?>",
        "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'x'>]>",
    ] {
        assert!(with(before).is_err(), "{before}");
    }
    let utf16: Vec<u8> =
        format!("\u{feff}{START}/>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(measure(&utf16).is_err());
}

#[test]
fn an_svg_runs_and_loads_nothing() {
    for bad in [
        "<script>x</script>",
        "<s:script xmlns:s='http://www.w3.org/2000/svg'/>",
        "<script xmlns='http://www.w3.org/1999/xhtml'/>",
        "<foreignObject/>",
        "<g onload='x'/>",
        "<g onLoad='x'/>",
        "<g ukendt='x'/>",
        "<ukendt/>",
        "<x xmlns=''/>",
        "<x:y/>",
        "<a href='java\tscript:x'/>",
        "<a href='java&#115;cript:x'/>",
        "<a href='java&#x0a;script:x'/>",
        "<a href='&#1;javascript:x'/>",
        "<a xmlns:l='http://www.w3.org/1999/xlink' l:href='javascript:x'/>",
        "<a href='javascript&colon;x'/>",
        "<a href='data:text/html,x'/>",
        "<use href='https://x.dk/#a'/>",
        "<use href='a.svg#a'/>",
        "<use href='data:image/svg+xml,x'/>",
        "<image href='https://x.dk/a.png'/>",
        "<image href='data:image/svg+xml;base64,AA'/>",
        "<set attributeName='href' to='javascript:x'/>",
        "<animate attributeName=' xlink:HREF' values='x'/>",
        "<rect fill='url(https://x.dk/a.svg#b)'/>",
        "<rect style='fill:u\\72l(x)'/>",
        "<style>@import 'x.css';</style>",
        "<style><![CDATA[@im]]><![CDATA[port 'x.css';]]></style>",
        "<style>@&#105;mport 'x.css';</style>",
        "<text>&ukendt;</text>",
        "<g xml:base='javascript:'/>",
        "<foreignObject requiredExtensions='x'/>",
        "<foreignObject requiredExtensions='http://ns.adobe.com/x/'><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<foreignObject requiredExtensions='http://ns.adobe.com/x/'><i:a xmlns:i='http://ns.adobe.com/x/'><g/></i:a></foreignObject>",
        "<g xmlns:xlink='http://ns.adobe.com/x/'/>",
        "<a href='data:;base64,AA'/>",
        "<font-face-uri href='a.svg#b'/>",
        "<style>.a{fill:url(&amp;x;)}</style>",
    ] {
        assert!(of_svg(bad).is_err(), "{bad}");
    }
}

/// As the programs write them that images of news come from.
#[test]
fn images_of_common_editors_are_accepted() {
    let inkscape = "<sodipodi:namedview xmlns:sodipodi='http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd' \
        xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape' id='base' pagecolor='#ffffff' \
        inkscape:zoom='0.35'/><metadata id='m'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
        xmlns:cc='http://creativecommons.org/ns#' xmlns:dc='http://purl.org/dc/elements/1.1/'><cc:Work rdf:about=''>\
        <dc:format>image/svg+xml</dc:format><dc:type rdf:resource='http://purl.org/dc/dcmitype/StillImage'/></cc:Work>\
        </rdf:RDF></metadata><g inkscape:label='Lag 1' xmlns:inkscape='http://www.inkscape.org/namespaces/inkscape' \
        inkscape:groupmode='layer' id='l' transform='translate(0,-5)'><path style='fill:url(#b);stroke:none;\
        -inkscape-font-specification:Sans' d='M 0,0 10,10' inkscape:connector-curvature='0'/></g>";
    let illustrator = "<style type='text/css'>.st0{fill:#E30613;} .st1{clip-path:url(#SVGID_2_);}</style>\
        <g id='Lag_1' style='enable-background:new 0 0 40 30;' xml:space='preserve'><defs><rect id='SVGID_1_'/></defs>\
        <clipPath id='SVGID_2_'><use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='#SVGID_1_' \
        style='overflow:visible;'/></clipPath><switch><g i:extraneous='self' xmlns:i='http://ns.adobe.com/AdobeIllustrator/10.0/'/>\
        </switch><text transform='matrix(1 0 0 1 0 0)' class='st0'>R&amp;D &#248;l</text></g>";
    let figma = "<g clip-path='url(#clip0)' filter='url(#f)'><rect width='40' height='30' rx='8' fill='white' \
        fill-opacity='0.5'/><mask id='m' style='mask-type:alpha' maskUnits='userSpaceOnUse' x='0' y='0'/></g><defs>\
        <filter id='f' filterUnits='userSpaceOnUse' color-interpolation-filters='sRGB'><feFlood flood-opacity='0' \
        result='BackgroundImageFix'/><feColorMatrix in='SourceAlpha' type='matrix' values='0 0 0'/></filter>\
        <pattern id='p' patternContentUnits='objectBoundingBox'><use xlink:href='#i' xmlns:xlink='http://www.w3.org/1999/xlink'/>\
        </pattern><image id='i' width='1' height='1' xlink:href='data:image/png;base64,AA' \
        xmlns:xlink='http://www.w3.org/1999/xlink'/></defs>";
    let chart = "<title>Priser</title><desc>Kurve</desc><a href='https://dst.dk/' target='_blank'><g role='img' \
        aria-label='Kurve' data-name='kurve' font-family='sans-serif' text-anchor='middle'><line x1='0' x2='1' \
        stroke-dasharray='2,2' vector-effect='non-scaling-stroke'/><animate attributeName='opacity' from='0' to='1' \
        dur='1s' repeatCount='indefinite'/></g></a>";
    let libre_office = "<defs class='TextShapeIndex'><g ooo:slide='id1' ooo:id-list='id3' \
        xmlns:ooo='http://xml.openoffice.org/svg/export'/></defs><font-face-src><font-face-uri href='#f'/></font-face-src>";
    let draw_io =
        "<g data-cell-id='1' pointer-events='all'><image href='data:;base64,iVBORw0KGgo='/></g>";
    let icon =
        "<g focusable='false' aria-hidden='true' t='1' p-id='2'><glyph unicode='\\' d='M0 0'/></g>";
    let packet = "<metadata><?xpacket begin='' id='W5M0'?><x:xmpmeta xmlns:x='adobe:ns:meta/'/><?xpacket end='w'?></metadata>";
    let private = "<switch><foreignObject requiredExtensions='http://ns.adobe.com/AdobeIllustrator/10.0/' x='0' y='0' \
        width='1' height='1'><i:pgfRef xmlns:i='http://ns.adobe.com/AdobeIllustrator/10.0/' \
        xlink:href='#pgf' xmlns:xlink='http://www.w3.org/1999/xlink'/></foreignObject><g/></switch><g/>";
    let tiny = "<textArea width='9' display-align='center'>a<tbreak/>b</textArea><hatch hatchUnits='userSpaceOnUse' pitch='2'/>";
    let images =
        [inkscape, illustrator, figma, chart, libre_office, draw_io, icon, packet, private, tiny];
    for image in images {
        assert_eq!(of_svg(image), Ok((40, 30, "svg")), "{image}");
    }
}

/// Illustrator declares short names for namespaces, and uses them where the names would stand.
#[test]
fn the_names_of_namespaces_may_be_entities() {
    let image = |value: &str, inner: &str| {
        let image = format!(
            "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd' [\n\t<!ENTITY ns_svg \
             'http://www.w3.org/2000/svg'>\n\t<!ENTITY ns_ai '{value}'>\n]>\n<svg xmlns='&ns_svg;' \
             xmlns:i='&ns_ai;' i:viewOrigin='0 0' width='40' height='30'>{inner}</svg>"
        );
        measure(image.as_bytes())
    };
    let adobe = "http://ns.adobe.com/AdobeIllustrator/10.0/";
    let private = "<foreignObject requiredExtensions='&ns_ai;'><i:pgfRef/></foreignObject>";
    assert_eq!(image(adobe, private), Ok((40, 30, "svg")));
    assert_eq!(image(adobe, "<text>&ns_ai;</text>"), Ok((40, 30, "svg")));
    for (value, inner) in [
        (adobe, "<i:a/><script/>"),
        (adobe, "<g xmlns='&ukendt;'/>"),
        (adobe, "<style>&ns_ai;</style>"),
        (adobe, "<use href='&ns_ai;'/>"),
        ("http://www.w3.org/2000/svg", "<i:script/>"),
        ("javascript:x", "<a href='&ns_ai;'/>"),
    ] {
        assert!(image(value, inner).is_err(), "{value} {inner}");
    }
}
