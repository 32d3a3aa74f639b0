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
    size(bytes, &Limits::default())
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
        super::load(&files, &SourcePath::new("content/a.png").unwrap(), &Limits::default())
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
fn an_svg_says_its_size_or_its_view_box() {
    let svg = |attributes: &str| measure(format!("<svg {attributes}><g/></svg>").as_bytes());
    assert_eq!(svg("width='40px' height=\"30\""), Ok((40, 30, "svg")));
    assert_eq!(svg("viewBox='0 0 16 9' width='100%' height='100%'"), Ok((16, 9, "svg")));
    assert!(svg("").is_err());
    assert!(measure(b"<!DOCTYPE svg [<!ENTITY a 'x'>]><svg width='1' height='1'/>").is_err());
    assert!(measure(b"<svg width='1' height='1'><g></svg>").is_err());
    for program in [
        "<script>x</script>",
        "<foreignObject/>",
        "<g onload='x'/>",
        "<a href='java\tscript:x'/>",
        "<svg:script xmlns:svg='http://www.w3.org/2000/svg'/>",
    ] {
        let svg = format!("<svg width='1' height='1'>{program}</svg>");
        assert!(measure(svg.as_bytes()).is_err(), "{program}");
    }
    let bomb = format!("<svg width='1' height='1'>{}</svg>", "<g/>".repeat(100_001));
    assert!(measure(bomb.as_bytes()).is_err());
}
