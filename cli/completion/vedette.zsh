#compdef vedette
# Completion of vedette for zsh: put it into a directory of $fpath as _vedette, or: source <(vedette completion zsh)

_vedette() {
  local line value note
  local -a values shown
  while IFS=$'\t' read -r value note; do
    [[ -n $value ]] || continue
    values+=("$value")
    shown+=("$value${note:+  -- $note}")
  done < <("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( ${#values} )); then
    compadd -l -d shown -- "${values[@]}"
  else
    _files
  fi
}

if [[ "${funcstack[1]}" == "_vedette" ]]; then
  _vedette "$@"
else
  compdef _vedette vedette
fi
