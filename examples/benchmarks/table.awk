# Makes a table of JMH's CSV: a line for each benchmark, with what its CPU time is to that of the baseline it stands beside.
BEGIN { FS = "," }
{ gsub(/"/, "") }
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
    base[key] = baseline(name) parameters
    unit[key] = $7
  }
  value[key, what] = $5
}
function baseline(name) {
  if (name ~ /^StreamCost/) return "StreamCost.lines"
  if (name ~ /^CallCost.short/) return "CallCost.shortLines"
  if (name ~ /^CallCost.plain/) return "CallCost.plainTree"
  return ""
}
END {
  printf "%-52s %14s %-6s %14s %9s %12s\n", "", "wall", "", "CPU (ns/op)", "ratio", "B/op"
  for (i = 1; i <= count; i++) {
    key = keys[i]
    cpu = value[key, "cpu"]
    below = value[base[key], "cpu"]
    ratio = ""
    if (below + 0 > 0) ratio = sprintf("%.2f", cpu / below)
    printf "%-52s %14.1f %-6s %14.1f %9s %12.1f\n", key, value[key, "score"], unit[key], cpu, ratio,
      value[key, "gc.alloc.rate.norm"]
  }
}
