#!/usr/bin/env bash
# Takes the sample documents of six companies to a chain that is kept in reports/grain.chain: they register, import what their own
# systems wrote, have their documents notarised, and one of them recalls its wheat. reports/flour.html shows where it all went.
# shellcheck source=scripts/steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

samples=scripts/lading/samples/epcis
chain=reports/grain.chain
receipts=reports/receipts
mkdir -p reports
rm -rf "$chain" "$receipts"
mkdir "$receipts"

step "the lading program" "seconds; 20 min the first time" cargo build --locked --release -p lading

# lading ARGUMENTS...: the program, after saying what is run.
lading() {
    printf '\n$ lading'
    printf ' %q' "$@"
    printf '\n'
    cargo run --quiet --locked --release -p lading -- "$@"
}

# company KEY NAME GLN PREFIX DOCUMENT...: registers, and imports its documents.
company() {
    local key=$1 name=$2 gln=$3 prefix=$4
    shift 4
    lading register --chain "$chain" --suri "//$key" --name "$name" --country DE \
        --identifier "gln=$gln" --identifier "gs1-prefix=$prefix" --evidence "$samples/README.md"
    imports+=("$key $*")
}

tour() {
    local imports=() import words documents
    lading deploy --chain "$chain"
    company Sonnenfeld "Hof Sonnenfeld" 9521101000009 9521101 1-sonnenfeld
    company Birkenhof Birkenhof 9521102000008 9521102 2-birkenhof
    company Talmuehle "Talmühle" 9521103000007 9521103 3-talmuehle
    company Nordkorn "Nordkorn Handel" 9521104000006 9521104 4-nordkorn 5-nordkorn-correction
    company Linde "Marktladen Linde" 9521105000005 9521105 6-linde
    company Esche "Dorfladen Esche" 9521106000004 9521106 7-esche
    for import in "${imports[@]}"; do
        read -ra words <<<"$import"
        documents=("${words[@]:1}")
        documents=("${documents[@]/#/$samples/}")
        lading import-epcis "${documents[@]/%/.jsonld}" --chain "$chain" --suri "//${words[0]}"
    done
    lading notarise "$samples"/*.jsonld --chain "$chain" --suri //Talmuehle --case FLOUR-550-2433 --receipts "$receipts"
    lading prove "$samples/3-talmuehle.jsonld" --receipt "$receipts/3-talmuehle.jsonld.receipt.json" --chain "$chain"
    lading recall open urn:epc:class:lgtin:9521101.011111.W24-0805 --chain "$chain" --suri //Sonnenfeld --reason "$samples/README.md"
    lading trace urn:epc:class:lgtin:9521103.031550.550-2433 --chain "$chain" --documents "$samples"/*.jsonld --html reports/flour.html
}

step "from farm to shop" "10 s" tour
printf '\nThe page: %s\n' reports/flour.html
