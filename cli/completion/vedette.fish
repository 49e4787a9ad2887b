# Completion of vedette for fish: vedette completion fish > ~/.config/fish/completions/vedette.fish

function __vedette_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] __complete $words[2..-1] "$current" 2>/dev/null
end

complete -c vedette -e
complete -c vedette -a '(__vedette_complete)'
