//! Values of a contract's types in bytes: read by the metadata as the contract reads them, and made at random, right or wrong.
use std::collections::BTreeMap;

use e2e::Random;
use ink::scale::{Compact, Decode, Encode};
use scale_info::{PortableRegistry, TypeDef, TypeDefPrimitive};

/// Most values of a type that are remembered.
const MOST: usize = 24;

/// Longest value that is remembered, in bytes.
const LONGEST: usize = 512;

/// Reads one value of the type `id` from the start of `bytes`, and shows it and every value inside it to `seen`. Nothing where a
/// contract cannot read it either.
pub(super) fn read<'a>(
    bytes: &mut &'a [u8],
    id: u32,
    types: &PortableRegistry,
    seen: &mut impl FnMut(u32, &'a [u8]),
) -> Option<()> {
    let whole = *bytes;
    match kind(id, types) {
        TypeDef::Composite(composite) => {
            composite.fields.iter().try_for_each(|field| read(bytes, field.ty.id, types, seen))?;
        }
        TypeDef::Tuple(tuple) => {
            tuple.fields.iter().try_for_each(|part| read(bytes, part.id, types, seen))?;
        }
        TypeDef::Variant(variants) => {
            let index = take(bytes, 1)?[0];
            let variant = variants.variants.iter().find(|variant| variant.index == index)?;
            variant.fields.iter().try_for_each(|field| read(bytes, field.ty.id, types, seen))?;
        }
        TypeDef::Sequence(list) => {
            let Compact(length) = Compact::<u32>::decode(bytes).ok()?;
            read_many(bytes, length, list.type_param.id, types, seen)?;
        }
        TypeDef::Array(array) => read_many(bytes, array.len, array.type_param.id, types, seen)?,
        TypeDef::Compact(compact) => {
            match width(compact.type_param.id, types) {
                1 => Compact::<u8>::decode(bytes).map(drop),
                2 => Compact::<u16>::decode(bytes).map(drop),
                4 => Compact::<u32>::decode(bytes).map(drop),
                8 => Compact::<u64>::decode(bytes).map(drop),
                _ => Compact::<u128>::decode(bytes).map(drop),
            }
            .ok()?;
        }
        TypeDef::Primitive(TypeDefPrimitive::Bool) => {
            bool::decode(bytes).ok()?;
        }
        TypeDef::Primitive(TypeDefPrimitive::Char) => {
            let code = u32::decode(bytes).ok()?;
            char::from_u32(code)?;
        }
        TypeDef::Primitive(TypeDefPrimitive::Str) => {
            String::decode(bytes).ok()?;
        }
        TypeDef::Primitive(_) => {
            take(bytes, width(id, types))?;
        }
        TypeDef::BitSequence(_) => unreachable!("ink! contracts have no bit sequences"),
    }
    seen(id, &whole[..whole.len() - bytes.len()]);
    Some(())
}

fn read_many<'a>(
    bytes: &mut &'a [u8],
    length: u32,
    of: u32,
    types: &PortableRegistry,
    seen: &mut impl FnMut(u32, &'a [u8]),
) -> Option<()> {
    if matches!(kind(of, types), TypeDef::Primitive(TypeDefPrimitive::U8)) {
        return take(bytes, usize::try_from(length).ok()?).map(drop);
    }
    for _ in 0..length {
        let before = bytes.len();
        read(bytes, of, types, seen)?;
        // A claim of four thousand million values of no length costs nothing to believe.
        if bytes.len() == before {
            break;
        }
    }
    Some(())
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}

fn kind(id: u32, types: &PortableRegistry) -> &TypeDef<scale_info::form::PortableForm> {
    &types.resolve(id).expect("metadata has the types that it names").type_def
}

/// The length of a number, in bytes.
fn width(id: u32, types: &PortableRegistry) -> usize {
    use TypeDefPrimitive::*;
    match kind(id, types) {
        TypeDef::Primitive(U8 | I8 | Bool) => 1,
        TypeDef::Primitive(U16 | I16) => 2,
        TypeDef::Primitive(U32 | I32 | Char) => 4,
        TypeDef::Primitive(U64 | I64) => 8,
        TypeDef::Primitive(U256 | I256) => 32,
        _ => 16,
    }
}

/// Makes values, of those that it has seen and at random.
#[derive(Clone)]
pub(super) struct Values<'a> {
    types: &'a PortableRegistry,
    /// What was seen of each type: ids that exist, times that fit, texts that are taken.
    known: BTreeMap<u32, Vec<Vec<u8>>>,
    /// Where lists that go on and on end, in bytes.
    enough: usize,
}

impl<'a> Values<'a> {
    /// Knows nothing yet. Long lists go on until the input has more than `limit` bytes.
    pub(super) fn new(types: &'a PortableRegistry, limit: usize) -> Self {
        Self { types, known: BTreeMap::new(), enough: limit + 64 }
    }

    /// Remembers the value of the type `id` that `bytes` begin with, and all that is inside it.
    pub(super) fn learn(&mut self, mut bytes: &[u8], id: u32, random: &mut Random) {
        let known = &mut self.known;
        let mut keep = |id, value: &[u8]| {
            if !(2..=LONGEST).contains(&value.len()) {
                return;
            }
            let values: &mut Vec<Vec<u8>> = known.entry(id).or_default();
            if values.iter().any(|known| known == value) {
                return;
            }
            match values.len() {
                MOST => values[random.below(MOST as u64) as usize] = value.to_vec(),
                _ => values.push(value.to_vec()),
            }
        };
        read(&mut bytes, id, self.types, &mut keep);
    }

    /// Writes a value of the type `id` to the end of `out`. Once in `wrong` times a part of it is what no contract can read; never if
    /// that is 0.
    pub(super) fn make(&self, id: u32, wrong: u64, random: &mut Random, out: &mut Vec<u8>) {
        if let Some(values) = self.known.get(&id) {
            if random.once_in(2) {
                return out.extend(random.one_of(values));
            }
        }
        let is_wrong = wrong > 0 && random.once_in(wrong);
        match kind(id, self.types) {
            TypeDef::Composite(composite) => {
                composite.fields.iter().for_each(|field| self.make(field.ty.id, wrong, random, out))
            }
            TypeDef::Tuple(tuple) => {
                tuple.fields.iter().for_each(|part| self.make(part.id, wrong, random, out));
            }
            TypeDef::Array(array) => {
                (0..array.len).for_each(|_| self.make(array.type_param.id, wrong, random, out))
            }
            TypeDef::Variant(_) if is_wrong => out.push(random.number() as u8),
            TypeDef::Variant(variants) => {
                let Some(variant) = random.any_of(&variants.variants) else { return };
                out.push(variant.index);
                variant.fields.iter().for_each(|field| self.make(field.ty.id, wrong, random, out));
            }
            TypeDef::Sequence(list) => {
                let mut items = Vec::new();
                let mut length = 0u32;
                let most = match random.below(40) {
                    0 => u64::MAX,
                    1..=3 => random.below(70),
                    _ => random.below(4),
                };
                while u64::from(length) < most && out.len() + items.len() < self.enough {
                    let before = items.len();
                    self.make(list.type_param.id, wrong, random, &mut items);
                    length += 1;
                    if items.len() == before {
                        break;
                    }
                }
                write_length(length, is_wrong, random, out);
                out.extend(items);
            }
            TypeDef::Compact(compact) => {
                let mut number = [0; 16];
                let width = width(compact.type_param.id, self.types).min(16);
                number[..width].copy_from_slice(&make_number(width, random));
                Compact(u128::from_le_bytes(number)).encode_to(out);
            }
            TypeDef::Primitive(TypeDefPrimitive::Bool) if is_wrong => {
                out.push(random.between(2, 255) as u8);
            }
            TypeDef::Primitive(TypeDefPrimitive::Bool) => out.push(random.below(2) as u8),
            TypeDef::Primitive(TypeDefPrimitive::Char) if !is_wrong => {
                let letter = random.one_of(&['A', '\0', 'é', '運', '\u{10ffff}']);
                u32::from(letter).encode_to(out);
            }
            TypeDef::Primitive(TypeDefPrimitive::Str) => {
                let text = self.make_text(is_wrong, random, out.len());
                write_length(text.len() as u32, is_wrong && random.once_in(2), random, out);
                out.extend(text);
            }
            TypeDef::Primitive(_) => out.extend(make_number(width(id, self.types), random)),
            TypeDef::BitSequence(_) => unreachable!("ink! contracts have no bit sequences"),
        }
    }

    fn make_text(&self, is_wrong: bool, random: &mut Random, begins_at: usize) -> Vec<u8> {
        let letters: &[&str] = match random.below(6) {
            0 => &["\0", "\n", "\u{7f}", "\u{202e}"],
            1 => &["é", "運", "🚚", "\u{10ffff}"],
            2 => &["0", "1", "7", "9"],
            _ => &["A", "B", "Z", "a", "0", "9", " ", "-", "."],
        };
        let length = match random.below(40) {
            0 => self.enough.saturating_sub(begins_at) as u64,
            1..=3 => random.below(300),
            4..=9 => random.below(40),
            _ => random.below(6),
        };
        let mut text = String::new();
        while (text.len() as u64) < length {
            text.push_str(random.one_of(letters));
        }
        let mut text = text.into_bytes();
        if is_wrong {
            // No UTF-8: a tail without a head, a head without a tail, half of a pair, a byte that is never used.
            let broken: &[u8] =
                random.one_of(&[&[0x80][..], &[0xe9, 0x81], &[0xed, 0xa0, 0x80], &[0xff]]);
            let at = random.between(0, text.len() as u64) as usize;
            text.splice(at..at, broken.iter().copied());
        }
        text
    }
}

/// A number of `width` bytes: at the edges of its range, small, or any.
fn make_number(width: usize, random: &mut Random) -> Vec<u8> {
    let mut number: Vec<u8> = (0..width).map(|_| random.number() as u8).collect();
    match random.below(8) {
        0 => number.fill(0),
        1 => number.fill(255),
        // The largest and the smallest number with a sign.
        2 => {
            let is_largest = random.once_in(2);
            number.fill(if is_largest { 255 } else { 0 });
            number[width - 1] = if is_largest { 127 } else { 128 };
        }
        // One less than the largest.
        3 => {
            number.fill(255);
            number[0] = 254;
        }
        4 | 5 => {
            number.fill(0);
            number[0] = random.below(12) as u8;
        }
        // Any number of any length.
        6 => number[random.below(width as u64) as usize..].fill(0),
        _ => {}
    }
    number
}

/// A length as it is, or one that lies, or one that is written as none may be.
fn write_length(length: u32, is_wrong: bool, random: &mut Random, out: &mut Vec<u8>) {
    if !is_wrong {
        return Compact(length).encode_to(out);
    }
    match random.below(7) {
        0 => Compact(length.wrapping_add(1)).encode_to(out),
        1 => Compact(random.number() as u32).encode_to(out),
        2 => Compact(u32::MAX).encode_to(out),
        3 => Compact(u32::MAX >> 2).encode_to(out),
        // More bytes than the number takes.
        4 => out.extend(((length << 2) | 2).to_le_bytes()),
        5 => out.extend((((length as u16) << 2) | 1).to_le_bytes()),
        // A number of up to 67 bytes.
        _ => {
            out.push(random.number() as u8 | 3);
            out.extend(u64::MAX.to_le_bytes());
        }
    }
}
