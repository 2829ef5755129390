//! `lading trace`: where goods come from, and what became of them.

#[cfg(test)]
pub mod farm;
pub mod names;
mod page;
pub mod papers;
mod picture;
pub mod report;
pub mod table;
#[cfg(test)]
mod tests;
pub mod walk;
pub mod words;

use self::{
    names::Names,
    papers::Papers,
    report::{Report, Reporter},
    walk::Walk,
};
use crate::{
    goods,
    kept::{id, ReadingPlace},
    ui::Ui,
};
use anyhow::{Context, Result};
use epcis::Identifier;
use interfaces::ids::PartyId;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

/// Trace goods back to their sources, and forward to all that was made of them.
///
/// Tells of each what it is, who made it and who has it, whether it is recalled, and all that happened to it. What it is packed in, and
/// what is packed in it, is told and not followed. Nothing is changed, and no account is needed: anyone may read the chain.
#[derive(clap::Args)]
pub struct Args {
    /// The goods: their id, 0x and 64 digits; or an EPC, as a URN or a GS1 Digital Link.
    id: String,
    #[command(flatten)]
    place: ReadingPlace,
    /// Who made them, if that cannot be told from the EPC because its company prefix is nobody's on the chain; may be given again.
    #[arg(long = "maker", value_name = "PARTY", value_parser = id)]
    makers: Vec<[u8; 32]>,
    /// EPCIS 2.0 documents of these goods; they give names to goods, and the chain confirms the events in them.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    documents: Vec<PathBuf>,
    /// Write a page with a picture, which needs nothing from elsewhere.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the picture.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Go at most so many makings back and forward.
    #[arg(long, value_name = "STEPS", default_value_t = 100)]
    depth: u32,
    /// Stop after so many items.
    #[arg(long, value_name = "ITEMS", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Of each item, read the latest events up to so many.
    #[arg(long, value_name = "EVENTS", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..))]
    events: u32,
}

/// Runs the command.
pub fn run(args: &Args, ui: &Ui) -> Result<()> {
    ui.result(&trace(args, ui)?, table::text)
}

/// Traces, and writes the files that are asked for.
fn trace(args: &Args, ui: &Ui) -> Result<Report> {
    let papers = Papers::read(&args.documents)?;
    let kept = args.place.open()?;
    let makers: Vec<_> = args.makers.iter().map(|maker| PartyId(*maker)).collect();
    let asked = goods::find(&kept, &args.id, &makers)?;
    let bounds = walk::Bounds {
        items: usize::try_from(args.limit)?,
        steps: args.depth,
        events: usize::try_from(args.events)?,
    };
    let walk = Walk::from(&kept, asked, true, bounds, &mut ui.counter("goods found"))?;
    let names = Names::read(&kept, &walk)?;
    let mut parties = names::parties_of(&walk);
    parties.extend(makers);
    let given = Identifier::parse(&args.id).map(|identifier| identifier.link());
    let epcs = papers.names(&[given.unwrap_or_else(|_| args.id.clone())], &parties);
    let now = kept.chain.next_time();
    let reporter = Reporter::new(&walk, &names, &epcs, &papers, &kept.suite, now);
    let report = reporter.report();
    if args.svg.is_some() || args.html.is_some() {
        let picture = picture::draw(&reporter, &report)?;
        let page = page::render(&report, &picture)?;
        let files = [(&args.svg, &picture.svg), (&args.html, &page)];
        for (path, text) in files {
            path.as_ref().map_or(Ok(()), |path| write(path, text))?;
        }
    }
    Ok(report)
}

/// Writes a file: all of it or nothing.
fn write(path: &Path, text: &str) -> Result<()> {
    let shown = path.display();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .with_context(|| format!("nothing can be written beside {shown}"))?;
    file.write_all(text.as_bytes())
        .and_then(|()| Ok(file.persist(path)?))
        .with_context(|| format!("{shown} cannot be written"))?;
    Ok(())
}
