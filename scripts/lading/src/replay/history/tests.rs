//! A row, and what is made of it.
use super::*;

const HEADER: &str = "ID,ASN/DN #,PO / SO #,Country,Vendor,Manufacturing Site,Fulfill Via,Shipment Mode,Item Description,\
    Line Item Quantity,Line Item Value,Pack Price,Freight Cost (USD),Weight (Kilograms),Vendor INCO Term,\
    PQ First Sent to Client Date,PO Sent to Vendor Date,Scheduled Delivery Date,Delivered to Client Date,Delivery Recorded Date";

/// A row that is in order, with the changes that a test is about.
fn row(id: u32, changes: &[(&str, &str)]) -> String {
    let id = id.to_string();
    let usual = [
        id.as_str(),
        "ASN-1",
        "PO-1",
        "Kenya",
        "Acme",
        "Acme Works",
        "Direct Drop",
        "Air",
        "Test kit, 30 tests",
        "19",
        "551",
        "29",
        "780.34",
        "13",
        "EXW",
        "Pre-PQ Process",
        "Date Not Captured",
        "2-Jun-06",
        "2-Jun-06",
        "3-Jun-06",
    ];
    let names: Vec<&str> = HEADER.split(',').map(str::trim).collect();
    let fields = usual.iter().zip(&names).map(|(value, name)| {
        let changed =
            changes.iter().find(|(column, _)| column == name).map_or(*value, |(_, value)| value);
        format!("\"{changed}\"")
    });
    fields.collect::<Vec<_>>().join(",")
}

fn read(rows: &[String]) -> Result<History> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let names = HEADER.split(',').map(str::trim).collect::<Vec<_>>().join(",");
    std::fs::write(file.path(), format!("{names}\n{}\n", rows.join("\n"))).unwrap();
    History::read(file.path(), &Mapping::load(None).unwrap(), None)
}

/// What is said of a row with these changes, beside one that is in order.
fn fault(changes: &[(&str, &str)]) -> String {
    let history = read(&[row(1, &[("ASN/DN #", "ASN-0")]), row(2, changes)]).unwrap();
    assert_eq!((history.lines(), history.skipped.len()), (1, 1), "{:?}", history.skipped);
    history.skipped[0].to_string()
}

#[test]
fn a_row_becomes_a_line_of_a_delivery() {
    let history = read(&[
        row(1, &[]),
        row(
            2,
            &[("Freight Cost (USD)", "See ASN-1 (ID#:1)"), ("Scheduled Delivery Date", "1-Jun-06")],
        ),
    ])
    .unwrap();
    assert!(history.skipped.is_empty(), "{:?}", history.skipped);
    let [delivery] = &history.deliveries[..] else {
        panic!("one delivery: {:?}", history.deliveries)
    };
    assert_eq!((delivery.lines.len(), delivery.freight, delivery.weight), (2, 78_034, 26_000));
    assert_eq!((delivery.mode, delivery.freight_term), (TransportMode::Air, FreightTerm::Collect));
    let day = |day| Day::from_ymd_opt(2006, 6, day).unwrap();
    assert_eq!(
        (delivery.first_scheduled(), delivery.last_scheduled(), delivery.signed()),
        (day(1), day(2), day(3))
    );
    let line = &delivery.lines[0];
    assert_eq!((line.row, line.quantity, line.billed, line.expected), (2, 19_000, 55_100, 55_100));
    assert_eq!(history.catalogue[&line.item], "Test kit, 30 tests");
    let names: Vec<_> = history
        .enterprises
        .iter()
        .map(|enterprise| (&enterprise.name[..], &enterprise.country[..]))
        .collect();
    assert_eq!(
        names,
        [("Acme", "US"), ("Kenya", "KE"), ("Direct Drop · Air", "US"), ("Acme Works", "US")]
    );
    assert_eq!((history.orders.len(), history.of_unknown_country), (1, 3));
    let order = &history.orders[0];
    assert_eq!((&order.number[..], order.lines.len(), line.order), ("PO-1", 2, Some((0, 1))));
    assert_eq!((line.unit_price, line.ordered, history.relationships.len()), (2_900, None, 1));
}

#[test]
fn notes_are_counted_and_put_nothing_in_their_place() {
    let history = read(&[
        row(1, &[]),
        row(
            2,
            &[
                ("Freight Cost (USD)", "See ASN-1 (ID#:1)"),
                ("Weight (Kilograms)", "See ASN-1 (ID#:9)"),
            ],
        ),
        row(3, &[("Freight Cost (USD)", ""), ("Weight (Kilograms)", "Weight Captured Separately")]),
    ])
    .unwrap();
    assert_eq!((history.deliveries[0].freight, history.deliveries[0].weight), (78_034, 13_000));
    let told: Vec<_> = history
        .notes
        .iter()
        .map(|note| (&note.column[..], note.meaning, note.rows, note.unresolved))
        .collect();
    assert_eq!(
        told,
        [
            ("Freight Cost (USD)", "left empty", 1, 0),
            ("Freight Cost (USD)", "on another line of the delivery", 1, 0),
            ("Weight (Kilograms)", "on another line of the delivery", 1, 1),
            ("Weight (Kilograms)", "on another document", 1, 0),
            ("PQ First Sent to Client Date", "does not apply", 3, 0),
            ("PO Sent to Vendor Date", "not recorded", 3, 0),
        ]
    );
}

#[test]
fn a_fault_names_line_column_value_and_what_was_expected() {
    assert_eq!(
        fault(&[("Line Item Quantity", "many")]),
        "line 3, column \"Line Item Quantity\": \"many\" is not a number; expected one such as 1234.5"
    );
    assert_eq!(
        fault(&[("Delivered to Client Date", "32-Jun-06")]),
        "line 3, column \"Delivered to Client Date\": \"32-Jun-06\" is not a date of the years 1971 to 2100; expected the form %d-%b-%y or %m/%d/%y"
    );
}

#[test]
fn each_kind_of_fault_is_found() {
    for (column, value, says) in [
        ("Line Item Quantity", "0", "expected more than 0"),
        ("Line Item Quantity", "-5", "negative"),
        ("Line Item Quantity", "1.0005", "more than 3 decimals"),
        ("Line Item Value", "", "is empty"),
        ("Line Item Value", "5.555", "more than 2 decimals"),
        ("Line Item Value", "99999999999999999999", "too large"),
        ("Pack Price", "9999999999999999", "too large"),
        ("Freight Cost (USD)", "TBD", "neither a number nor one of the mapping's `notes`"),
        ("Shipment Mode", "Camel", "`modes`"),
        ("Vendor INCO Term", "XYZ", "`freight.terms`"),
        ("PO Sent to Vendor Date", "soon", "not a date"),
        ("PO / SO #", "Bestellung Ä", "not the number of an order"),
        ("Vendor", "", "is empty"),
        ("Vendor", "Kenya", "the supplier too"),
        ("ASN/DN #", "Lieferung Ä", "not the number of a waybill"),
        ("Item Description", "", "is empty"),
        ("ID", "1", "was read on line 2 before"),
    ] {
        let said = fault(&[(column, value)]);
        assert!(said.contains(says), "{column} = {value}: {said}");
    }
}

#[test]
fn rows_of_a_delivery_must_agree_on_it() {
    for (column, value) in [
        ("Vendor", "Other"),
        ("Country", "Ghana"),
        ("Shipment Mode", "Truck"),
        ("Delivered to Client Date", "4-Jun-06"),
        ("Delivery Recorded Date", "9-Jun-06"),
    ] {
        let history = read(&[row(1, &[]), row(2, &[(column, value)])]).unwrap();
        assert_eq!(history.lines(), 1);
        let said = history.skipped[0].to_string();
        assert!(said.contains("on line 2 of the same delivery ASN-1"), "{said}");
    }
}

#[test]
fn a_skipped_row_leaves_no_trace() {
    let whole = read(&[row(1, &[])]).unwrap();
    let history = read(&[
        row(1, &[]),
        row(2, &[("Vendor", "Nobody"), ("PO / SO #", "PO-2"), ("Delivery Recorded Date", "")]),
    ])
    .unwrap();
    assert_eq!(History { rows: 1, skipped: Vec::new(), ..history }, whole);
}

#[test]
fn long_names_are_shortened_for_registration_only() {
    let long = "é".repeat(100);
    let history = read(&[row(1, &[("Vendor", &long)])]).unwrap();
    let enterprise = &history.enterprises[0];
    assert_eq!(enterprise.name, long);
    assert!(enterprise.registered_name.len() <= 128 && enterprise.registered_name.ends_with('…'));
    assert_eq!(history.of_shortened_name, 1);
}

#[test]
fn missing_columns_are_all_named_with_their_keys() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "ID,Country\n1,Kenya\n").unwrap();
    let error = format!(
        "{:#}",
        History::read(file.path(), &Mapping::load(None).unwrap(), None).unwrap_err()
    );
    for part in
        ["line 1", "\"Vendor\" (key `columns.supplier`)", "the file has \"ID\", \"Country\""]
    {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn a_file_without_a_usable_row_is_refused() {
    let error = |rows: &[String]| format!("{:#}", read(rows).unwrap_err());
    assert!(error(&[]).contains("no rows"));
    assert!(error(&[row(1, &[("Line Item Quantity", "?")])])
        .contains("none of the 1 rows can be used; the first: line 2"));
}

#[test]
fn freight_is_billed_on_the_first_line_that_states_some() {
    let history = read(&[
        row(1, &[("Freight Cost (USD)", "See ASN-1 (ID#:2)")]),
        row(2, &[("Freight Cost (USD)", "10.50")]),
        row(3, &[("Freight Cost (USD)", "1")]),
        row(4, &[("ASN/DN #", "ASN-2"), ("Freight Cost (USD)", "0")]),
    ])
    .unwrap();
    let told: Vec<_> = history
        .deliveries
        .iter()
        .map(|one| (one.has_freight(), one.freight, one.freight_billed, one.freight_line))
        .collect();
    assert_eq!(told, [(true, 1_150, 1_150, 2), (false, 0, 0, 1)]);
    assert_eq!(history.freight_bills(), 1);
    assert_eq!(history.deliveries[0].payer(), history.deliveries[0].buyer);
}

#[test]
fn rows_of_a_delivery_agree_on_who_pays_the_freight() {
    let history = read(&[row(1, &[]), row(2, &[("Vendor INCO Term", "DDP")])]).unwrap();
    assert_eq!(history.lines(), 1);
    assert_eq!(
        history.skipped[0].to_string(),
        "line 3, column \"Vendor INCO Term\": \"DDP\" differs from \"the buyer pays the freight\" on line 2 of the same delivery ASN-1"
    );
}

#[test]
fn a_price_with_parts_of_a_minor_unit_is_rounded_on_the_order_and_not_on_the_bill() {
    let history =
        read(&[row(1, &[("Pack Price", "0.125"), ("Line Item Quantity", "1000")])]).unwrap();
    let line = &history.deliveries[0].lines[0];
    assert_eq!((line.unit_price, line.expected), (13, 12_500));
    let told = history.notes.iter().filter(|note| note.column == "Pack Price");
    let told: Vec<_> = told.map(|note| (&note.note[..], note.rows)).collect();
    assert_eq!(told, [("price of an order has parts of a minor unit", 1)]);
}

#[test]
fn an_arbiter_is_an_enterprise_that_no_row_names() {
    let mut history = read(&[row(1, &[])]).unwrap();
    let arbiter = |name: &str| Outsider { name: name.to_owned(), country: "CH".to_owned() };
    for party in ["Acme", "Kenya", "Acme Works"] {
        let before = history.clone();
        let error = history.appoint(&arbiter(party)).unwrap_err().to_string();
        assert!(error.contains(&format!("\"{party}\", is an enterprise of the file")), "{error}");
        assert_eq!(history, before);
    }
    let others = history.enterprises.len();
    history.appoint(&arbiter("A Board")).unwrap();
    assert_eq!(history.arbiter, Some(others));
    assert_eq!(history.enterprises[others].name, "A Board");
}
