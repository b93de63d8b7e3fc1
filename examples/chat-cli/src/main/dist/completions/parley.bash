# Completion for parley in bash. Put it into a folder that bash-completion reads, such as
# ~/.local/share/bash-completion/completions/parley, or: eval "$(parley completion bash)"

_parley() {
  local line=${COMP_LINE:0:COMP_POINT} word current candidate cut quoted
  local -a words=()
  # bash cuts words at : and =, which names of models and settings contain.
  read -ra words <<<"$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  current=${words[${#words[@]} - 1]}
  COMPREPLY=()
  # What bash replaces is only what stands behind its last cut.
  cut=
  for word in : =; do
    case $COMP_WORDBREAKS in
      *"$word"*) case ${current#"$cut"} in *"$word"*) cut=${current%"${current##*"$word"}"} ;; esac ;;
    esac
  done
  while IFS= read -r candidate; do
    case $candidate in
      "$current"*)
        candidate=${candidate#"$cut"}
        printf -v quoted '%q' "$candidate"
        case $candidate in *[:=]) quoted=$candidate ;; esac
        COMPREPLY+=("$quoted")
        ;;
    esac
  done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null </dev/null)
  case ${#COMPREPLY[@]}${COMPREPLY[0]-} in 1*[:=]) compopt -o nospace 2>/dev/null ;; esac
}

# Where parley has nothing to offer, there may be a file.
complete -o default -F _parley parley
