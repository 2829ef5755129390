//! SCALE to JSON and back, by the types of a contract's metadata.
//!
//! | type | JSON |
//! |---|---|
//! | `bool`, text, integers up to 64 bits | the same |
//! | integers of 128 bits | text in decimal digits |
//! | `AccountId` | text, SS58 with the prefix 42; hexadecimal is read too |
//! | bytes: `Vec<u8>`, `[u8; n]`, `Hash` | text, `0x` and hexadecimal digits |
//! | other lists and tuples | array; `()` is null |
//! | struct | object; array if its fields have no names; the field itself if it is one without a name |
//! | `Option` | null or the value |
//! | other enums | `"Variant"`, or `{"Variant": fields}` with fields as for a struct |
use scale_info::{form::PortableForm, Field, PortableRegistry, Type, TypeDef, TypeDefPrimitive};
use scale_value::{Composite, Primitive, Value, ValueDef};
use serde_json::{Map, Value as Json};
use sp_core::crypto::{AccountId32, Ss58Codec};

/// Reads a value of the type `id` from the start of `bytes`, which is moved on.
pub(crate) fn decode(bytes: &mut &[u8], id: u32, types: &PortableRegistry) -> Result<Json, String> {
    let value =
        scale_value::scale::decode_as_type(bytes, &id, types).map_err(|error| error.to_string())?;
    Ok(to_json(&value, types))
}

/// Writes `json` as a value of the type `id` to the end of `bytes`.
pub(crate) fn encode(
    json: &Json,
    id: u32,
    types: &PortableRegistry,
    bytes: &mut Vec<u8>,
) -> Result<(), String> {
    let value = from_json(json, id, types)?;
    scale_value::scale::encode_as_type(&value, &id, types, bytes).map_err(|error| error.to_string())
}

/// How the type `id` is written in Rust, without the modules of its path.
pub(crate) fn type_name(id: u32, types: &PortableRegistry) -> String {
    let Some(ty) = types.resolve(id) else { return format!("type {id}") };
    let name =
        |id: &scale_info::interner::UntrackedSymbol<std::any::TypeId>| type_name(id.id, types);
    match (&ty.type_def, ty.path.segments.last()) {
        (TypeDef::Primitive(primitive), _) => primitive_name(primitive).to_owned(),
        (TypeDef::Sequence(list), _) => format!("Vec<{}>", name(&list.type_param)),
        (TypeDef::Array(array), _) => format!("[{}; {}]", name(&array.type_param), array.len),
        (TypeDef::Tuple(tuple), _) => {
            format!("({})", tuple.fields.iter().map(name).collect::<Vec<_>>().join(", "))
        }
        (TypeDef::Compact(compact), _) => format!("Compact<{}>", name(&compact.type_param)),
        (TypeDef::BitSequence(_), _) => "BitVec".to_owned(),
        (TypeDef::Composite(_) | TypeDef::Variant(_), None) => format!("type {id}"),
        (TypeDef::Composite(_) | TypeDef::Variant(_), Some(last)) => {
            let of: Vec<_> =
                ty.type_params.iter().filter_map(|param| param.ty.as_ref()).map(name).collect();
            if of.is_empty() {
                last.clone()
            } else {
                format!("{last}<{}>", of.join(", "))
            }
        }
    }
}

/// The type `id` in words, with the names that JSON has to use.
fn expected(id: u32, types: &PortableRegistry) -> String {
    let names = |names: Vec<&str>| names.join(", ");
    let name = type_name(id, types);
    match types.resolve(id).map(|ty| &ty.type_def) {
        Some(TypeDef::Variant(variants)) if name != "Option" && !name.starts_with("Option<") => {
            format!(
                "{name}, which is one of {}",
                names(variants.variants.iter().map(|one| &one.name[..]).collect())
            )
        }
        Some(TypeDef::Composite(composite))
            if composite.fields.iter().any(|field| field.name.is_some()) =>
        {
            format!(
                "{name}, which has {}",
                names(composite.fields.iter().filter_map(|one| one.name.as_deref()).collect())
            )
        }
        _ => name,
    }
}

fn primitive_name(primitive: &TypeDefPrimitive) -> &'static str {
    match primitive {
        TypeDefPrimitive::Bool => "bool",
        TypeDefPrimitive::Char => "char",
        TypeDefPrimitive::Str => "String",
        TypeDefPrimitive::U8 => "u8",
        TypeDefPrimitive::U16 => "u16",
        TypeDefPrimitive::U32 => "u32",
        TypeDefPrimitive::U64 => "u64",
        TypeDefPrimitive::U128 => "u128",
        TypeDefPrimitive::U256 => "u256",
        TypeDefPrimitive::I8 => "i8",
        TypeDefPrimitive::I16 => "i16",
        TypeDefPrimitive::I32 => "i32",
        TypeDefPrimitive::I64 => "i64",
        TypeDefPrimitive::I128 => "i128",
        TypeDefPrimitive::I256 => "i256",
    }
}

fn to_json(value: &Value<u32>, types: &PortableRegistry) -> Json {
    let ty = types.resolve(value.context);
    match &value.value {
        ValueDef::Primitive(primitive) => primitive_to_json(primitive, ty),
        ValueDef::BitSequence(bits) => Json::Array(bits.iter().map(Json::Bool).collect()),
        ValueDef::Composite(fields) => {
            if ty.is_some_and(is_account) {
                if let Some(id) =
                    bytes_of(fields).and_then(|bytes| AccountId32::try_from(&bytes[..]).ok())
                {
                    return Json::String(id.to_string());
                }
            }
            if ty.is_some_and(|ty| is_bytes(ty, types)) {
                if let Some(bytes) = bytes_of(fields) {
                    return Json::String(format!("0x{}", hex::encode(bytes)));
                }
            }
            let is_list = ty
                .is_some_and(|ty| matches!(ty.type_def, TypeDef::Sequence(_) | TypeDef::Array(_)));
            fields_to_json(fields, is_list, types)
        }
        ValueDef::Variant(variant) => {
            let option = ty.is_some_and(is_option);
            match (option, variant.name.as_str()) {
                (true, "None") => Json::Null,
                (true, _) => fields_to_json(&variant.values, false, types),
                (false, name) if variant.values.is_empty() => Json::String(name.to_owned()),
                (false, name) => Json::Object(Map::from_iter([(
                    name.to_owned(),
                    fields_to_json(&variant.values, false, types),
                )])),
            }
        }
    }
}

fn fields_to_json(fields: &Composite<u32>, is_list: bool, types: &PortableRegistry) -> Json {
    match fields {
        Composite::Named(fields) => Json::Object(
            fields.iter().map(|(name, value)| (name.clone(), to_json(value, types))).collect(),
        ),
        Composite::Unnamed(fields) => match (&fields[..], is_list) {
            ([], false) => Json::Null,
            ([one], false) => to_json(one, types),
            (fields, _) => Json::Array(fields.iter().map(|value| to_json(value, types)).collect()),
        },
    }
}

fn primitive_to_json(primitive: &Primitive, ty: Option<&Type<PortableForm>>) -> Json {
    let wide = ty.is_some_and(|ty| {
        matches!(ty.type_def, TypeDef::Primitive(TypeDefPrimitive::U128 | TypeDefPrimitive::I128))
    });
    match primitive {
        Primitive::Bool(value) => Json::Bool(*value),
        Primitive::Char(value) => Json::String(value.to_string()),
        Primitive::String(value) => Json::String(value.clone()),
        Primitive::U128(value) => match u64::try_from(*value) {
            Ok(value) if !wide => value.into(),
            _ => Json::String(value.to_string()),
        },
        Primitive::I128(value) => match i64::try_from(*value) {
            Ok(value) if !wide => value.into(),
            _ => Json::String(value.to_string()),
        },
        Primitive::U256(bytes) | Primitive::I256(bytes) => {
            Json::String(format!("0x{}", hex::encode(bytes)))
        }
    }
}

fn from_json(json: &Json, id: u32, types: &PortableRegistry) -> Result<Value<()>, String> {
    let wrong = || format!("{json} is not {}", expected(id, types));
    let ty = types.resolve(id).ok_or_else(wrong)?;
    if is_account(ty) {
        let text = json.as_str().ok_or_else(wrong)?;
        let account = AccountId32::from_ss58check(text).ok().or_else(|| {
            AccountId32::try_from(&hex::decode(text.strip_prefix("0x")?).ok()?[..]).ok()
        });
        let account: [u8; 32] = account.ok_or_else(wrong)?.into();
        return Ok(Value::unnamed_composite([Value::from_bytes(account)]));
    }
    match &ty.type_def {
        TypeDef::Primitive(primitive) => primitive_from_json(json, primitive).ok_or_else(wrong),
        TypeDef::Compact(compact) => from_json(json, compact.type_param.id, types),
        TypeDef::Sequence(list) => list_from_json(json, list.type_param.id, types)?.ok_or_else(wrong),
        TypeDef::Array(array) => list_from_json(json, array.type_param.id, types)?
            .filter(|list| matches!(&list.value, ValueDef::Composite(fields) if usize::try_from(array.len) == Ok(fields.len())))
            .ok_or_else(wrong),
        TypeDef::Tuple(tuple) => {
            let items = match json {
                Json::Null => &[],
                Json::Array(items) => &items[..],
                _ => return Err(wrong()),
            };
            if items.len() != tuple.fields.len() {
                return Err(wrong());
            }
            let values = items.iter().zip(&tuple.fields).map(|(item, ty)| from_json(item, ty.id, types));
            Ok(Value::unnamed_composite(values.collect::<Result<Vec<_>, _>>()?))
        }
        TypeDef::Composite(composite) => {
            let fields = fields_from_json(json, &composite.fields, types)?.ok_or_else(wrong)?;
            Ok(Value::without_context(ValueDef::Composite(fields)))
        }
        TypeDef::Variant(variants) => {
            let (name, content) = match json {
                Json::Null if is_option(ty) => ("None", &Json::Null),
                content if is_option(ty) => ("Some", content),
                Json::String(name) => (name.as_str(), &Json::Null),
                Json::Object(object) => match object.iter().next() {
                    Some((name, content)) if object.len() == 1 => (name.as_str(), content),
                    _ => return Err(wrong()),
                },
                _ => return Err(wrong()),
            };
            let variant = variants.variants.iter().find(|variant| variant.name == name).ok_or_else(wrong)?;
            let fields = fields_from_json(content, &variant.fields, types)?.ok_or_else(wrong)?;
            Ok(Value::variant(name, fields))
        }
        TypeDef::BitSequence(_) => Err(wrong()),
    }
}

fn primitive_from_json(json: &Json, primitive: &TypeDefPrimitive) -> Option<Value<()>> {
    // Numbers come as JSON numbers or, where those are too small, as text.
    let digits = || match json {
        Json::Number(number) => Some(number.to_string()),
        Json::String(text) => Some(text.replace('_', "")),
        _ => None,
    };
    match primitive {
        TypeDefPrimitive::Bool => json.as_bool().map(Value::bool),
        TypeDefPrimitive::Str => json.as_str().map(Value::string),
        TypeDefPrimitive::Char => {
            let mut chars = json.as_str()?.chars();
            chars.next().filter(|_| chars.next().is_none()).map(Value::char)
        }
        TypeDefPrimitive::U8
        | TypeDefPrimitive::U16
        | TypeDefPrimitive::U32
        | TypeDefPrimitive::U64
        | TypeDefPrimitive::U128 => digits()?.parse().ok().map(Value::u128),
        TypeDefPrimitive::I8
        | TypeDefPrimitive::I16
        | TypeDefPrimitive::I32
        | TypeDefPrimitive::I64
        | TypeDefPrimitive::I128 => digits()?.parse().ok().map(Value::i128),
        TypeDefPrimitive::U256 | TypeDefPrimitive::I256 => None,
    }
}

/// A list, or `None` if `json` is neither an array nor the hexadecimal digits of bytes.
fn list_from_json(
    json: &Json,
    item: u32,
    types: &PortableRegistry,
) -> Result<Option<Value<()>>, String> {
    match json {
        Json::Array(items) => {
            let values = items
                .iter()
                .map(|json| from_json(json, item, types))
                .collect::<Result<Vec<_>, _>>()?;
            Ok(Some(Value::unnamed_composite(values)))
        }
        Json::String(text) if is_byte(item, types) => Ok(text
            .strip_prefix("0x")
            .and_then(|digits| hex::decode(digits).ok())
            .map(Value::from_bytes)),
        _ => Ok(None),
    }
}

/// The fields of a struct or variant, or `None` if `json` is not in their form.
fn fields_from_json(
    json: &Json,
    fields: &[Field<PortableForm>],
    types: &PortableRegistry,
) -> Result<Option<Composite<()>>, String> {
    let value = |json: &Json, field: &Field<PortableForm>| from_json(json, field.ty.id, types);
    let items = match (json, fields) {
        (Json::Null, []) => return Ok(Some(Composite::Unnamed(Vec::new()))),
        (Json::Object(object), [Field { name: Some(_), .. }, ..])
            if object.len() == fields.len() =>
        {
            let mut named = Vec::with_capacity(fields.len());
            for field in fields {
                let name = field.name.clone().unwrap_or_default();
                let Some(json) = object.get(&name) else { return Ok(None) };
                named.push((name, value(json, field)?));
            }
            return Ok(Some(Composite::Named(named)));
        }
        (json, [field @ Field { name: None, .. }]) => {
            return Ok(Some(Composite::Unnamed(vec![value(json, field)?])))
        }
        (Json::Array(items), [Field { name: None, .. }, ..]) if items.len() == fields.len() => {
            items
        }
        _ => return Ok(None),
    };
    let values = items
        .iter()
        .zip(fields)
        .map(|(json, field)| value(json, field))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Composite::Unnamed(values)))
}

fn is_account(ty: &Type<PortableForm>) -> bool {
    matches!(ty.path.segments.last().map(String::as_str), Some("AccountId" | "AccountId32"))
}

fn is_option(ty: &Type<PortableForm>) -> bool {
    ty.path.segments.len() == 1 && ty.path.segments[0] == "Option"
}

fn is_byte(id: u32, types: &PortableRegistry) -> bool {
    types
        .resolve(id)
        .is_some_and(|ty| matches!(ty.type_def, TypeDef::Primitive(TypeDefPrimitive::U8)))
}

/// Whether `ty` is a list of bytes, or a struct around one without a field name, such as `Hash`.
fn is_bytes(ty: &Type<PortableForm>, types: &PortableRegistry) -> bool {
    match &ty.type_def {
        TypeDef::Sequence(list) => is_byte(list.type_param.id, types),
        TypeDef::Array(array) => is_byte(array.type_param.id, types),
        TypeDef::Composite(composite) => match &composite.fields[..] {
            [Field { name: None, ty, .. }] => {
                types.resolve(ty.id).is_some_and(|ty| is_bytes(ty, types))
            }
            _ => false,
        },
        _ => false,
    }
}

/// The bytes in a list of bytes, or in a struct around one.
fn bytes_of(fields: &Composite<u32>) -> Option<Vec<u8>> {
    let mut values = fields.values();
    match (values.next(), values.len()) {
        (Some(Value { value: ValueDef::Composite(inner), .. }), 0) => bytes_of(inner),
        _ => fields.values().map(|value| u8::try_from(value.as_u128()?).ok()).collect(),
    }
}
