# Completion of vedette for bash 3.2 and later: source <(vedette completion bash)

_vedette_complete() {
  local line="${COMP_LINE:0:COMP_POINT}" word cut char candidate
  local -a words
  read -r -a words <<<"$line"
  case "$line" in
  *[[:space:]]) words+=("") ;;
  esac
  word="${words[${#words[@]} - 1]}"
  # bash replaces only what stands behind the last of these.
  cut=""
  for char in ":" "=" "@"; do
    if [[ $COMP_WORDBREAKS == *"$char"* && $word == *"$char"* ]]; then
      local head="${word%"${word##*"$char"}"}"
      ((${#head} > ${#cut})) && cut="$head"
    fi
  done
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    [[ -n $candidate ]] && COMPREPLY+=("${candidate#"$cut"}")
  done < <("${words[0]}" __complete "${words[@]:1}" 2>/dev/null)
}

complete -o bashdefault -o default -F _vedette_complete vedette
