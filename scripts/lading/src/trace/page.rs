//! A trace as one page that needs nothing from elsewhere, with its picture.
use anyhow::Result;
use minijinja::{context, AutoEscape, Environment, UndefinedBehavior, Value};

use super::{
    picture::Picture,
    report::{Event, Item, Report},
    table,
};

const TEMPLATE: &str = include_str!("page.html");

/// The page.
///
/// # Errors
/// If the template is not one.
pub fn render(report: &Report, picture: &Picture) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page", TEMPLATE)?;
    let headline = table::headline(report);
    let (title, counts) = headline.split_once('\n').unwrap_or((&headline, ""));
    let recalled = report.items.iter().filter(|item| item.is_recalled).count();
    let certificates: Vec<Value> = report
        .items
        .iter()
        .flat_map(|item| item.certificates.iter().map(move |one| (item, one)))
        .map(|(item, one)| {
            context! {
                goods => item.goods, scope => one.scope, by => one.by.name, valid => table::validity(one),
                is_over => one.is_over, digest => one.digest,
            }
        })
        .collect();
    Ok(environment.get_template("page")?.render(context! {
        title, counts, asked => report.asked, recalled, certificates,
        items => report.items.iter().map(item).collect::<Vec<_>>(),
        events => report.events.iter().map(event).collect::<Vec<_>>(),
        picture => picture.svg, left_out => picture.left_out,
        documents => report.documents.as_ref().map(table::at_hand), stopped => report.stopped,
    })?)
}

fn item(item: &Item) -> Value {
    context! {
        goods => item.goods, is_asked => item.relation == "asked", kind => item.kind, amount => item.amount,
        maker => item.maker.name, made_at => item.made_at, holder => item.holder.name,
        flags => item.flags(), standing => item.standing(), is_recalled => item.is_recalled,
    }
}

fn event(event: &Event) -> Value {
    let first = event.goods.iter().filter_map(|named| named.goods.number).min();
    let (numbers, others) = table::goods(event);
    let told = table::what(event);
    context! {
        times => table::times(event), numbers, first, others, what => told.first(), more => told.get(1..),
        is_wrong => event.error.is_some(), by => event.by.name, places => table::places(event),
        document => event.document_name, paper => event.document_at_hand, id => event.id, hash_id => event.hash_id,
    }
}
