# What kinds of values the arguments of a contract's messages are and hold, from its bundle: contract, message and kind, one a line.
(.types | map({ key: (.id | tostring), value: .type }) | from_entries) as $types
| def of($id): $types[$id | tostring];
  def ends($name): (.path // [])[-1] == $name;
  def bytes: .def.array and of(.def.array.type).def.primitive == "u8";
  def named: .name != null;
  # What a value is, at first sight.
  def kind:
    if .def.primitive then
      { str: "text", bool: "truth" }[.def.primitive] // (if .def.primitive[:1] == "i" then "signed number" else "number" end)
    elif ends("AccountId") then "account"
    elif ends("Hash") then "32 bytes"
    elif bytes then "\(.def.array.len) bytes"
    elif .def.sequence then of(.def.sequence.type) | if .def.primitive == "u8" then "bytes" else "list of \(kind)" end
    elif ends("Option") then "optional \(of(.def.variant.variants[1].fields[0].type) | kind)"
    elif .def.variant then "choice"
    elif .def.composite.fields | length == 1 and (.[0] | named | not) then
      of(.def.composite.fields[0].type) | kind | if . == "32 bytes" then "id" else "named \(.)" end
    elif .def.composite then "struct"
    else "kind that this does not know: \(.def)" end;
  # The same for all that is in it.
  def kinds:
    kind,
    if ends("AccountId") or ends("Hash") or bytes then empty
    elif .def.sequence then of(.def.sequence.type) | kinds
    elif .def.composite then of(.def.composite.fields[].type) | kinds
    elif ends("Option") then of(.def.variant.variants[1].fields[0].type) | kinds
    elif .def.variant then
      .def.variant.variants[] | .fields // [] | select(length > 0)
      | if all(named) then "choice with named values" else "choice with \(map(of(.type) | kind) | join(" and "))" end,
        (of(.[].type) | kinds)
    else empty end;
  .contract.name as $contract
  | .spec.messages[] | .label as $message
  | [.args[].type.type | of(.) | kinds] | unique[] | [$contract, $message, .] | @tsv
