# Makes a table of JMH's CSV: a line for each benchmark, with what it takes in terms of the baseline that it stands
# beside. That is of the CPU time; of stores, which wait for a disk or another process, it is of the wall time.
BEGIN { FS = "," }
{ gsub(/["\r]/, "") } # JMH ends its lines as RFC 4180 has it.
NR == 1 { next }
{
  parameters = ""
  for (i = 8; i <= NF; i++) parameters = parameters ($i == "" ? "" : " " $i)
  name = $1
  sub(/^.*\.benchmarks\./, "", name)
  sub(/^.*\.internal\./, "", name)
  what = "score"
  if (match(name, /:/)) {
    what = substr(name, RSTART + 1)
    name = substr(name, 1, RSTART - 1)
  }
  key = name parameters
  if (what == "score") {
    keys[++count] = key
    base[key] = baseline(name, parameters)
    compared[key] = name ~ /^StoreCost/ ? "score" : "cpu"
    unit[key] = $7
  }
  value[key, what] = $5
}
function baseline(name, parameters) {
  if (name ~ /^StreamCost/) return "StreamCost.lines" parameters
  if (name ~ /^CallCost.short/) return "CallCost.shortLines" parameters
  if (name ~ /^CallCost.plain/) return "CallCost.plainTree" parameters
  if (name ~ /^OpeningCost.call/) return "OpeningCost.callTree"
  if (name ~ /^OpeningCost.stream/) return "OpeningCost.streamTree"
  if (name ~ /^JsonCost.read/) return "JsonCost.readTree" parameters
  if (name ~ /^JsonCost.write/) return "JsonCost.writeTree" parameters
  if (name ~ /^PolicyOverhead/) sub(/default policies/, "bare", parameters)
  else if (name ~ /^StoreCost/) sub(/10000/, "20", parameters)
  else return ""
  return name parameters
}
END {
  printf "%-46s %12s %-6s %14s %7s %12s %8s\n", "", "wall", "", "CPU (ns/op)", "ratio", "B/op", "classes"
  for (i = 1; i <= count; i++) {
    key = keys[i]
    below = value[base[key], compared[key]]
    ratio = ""
    if (below + 0 > 0) ratio = sprintf("%.2f", value[key, compared[key]] / below)
    # Of meaning where an operation is the first of its process.
    classes = key ~ /^OpeningCost/ ? sprintf("%d", value[key, "classes"]) : ""
    printf "%-46s %12.1f %-6s %14.1f %7s %12.1f %8s\n", key, value[key, "score"], unit[key], value[key, "cpu"], ratio,
      value[key, "gc.alloc.rate.norm"], classes
  }
}
