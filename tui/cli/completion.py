"""`offhook completion`: a script that completes offhook's command line, for three shells.

shtab makes it from the parsers of all commands. What is completed is in the script, so that no key
press starts offhook; only names are read, by `sed` and `awk`: those in the sessions, and in the
folders of auth0-deploy-cli, that are on the line.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from .shared.diagnostics import AS_EXPECTED, Diagnostics
from .shared.manual import Manual
from .shared.output import Output
from .shared.parsing import Parser
from .shared.registry import COMMANDS, TOPICS, whole_parser

if TYPE_CHECKING:
    import shtab

SHELLS: Final = ("bash", "zsh", "fish")
_MANUAL: Final = Manual(
    about="""\
The script completes commands, options, what an option can be, session files, hooks, the names of
invocations and targets in the sessions on the line, and behind FOLDER# those of a folder of
auth0-deploy-cli. Loaded at each start of the shell:

  bash   in ~/.bashrc                    source <(offhook completion bash)
  zsh    in ~/.zshrc, after compinit     eval "$(offhook completion zsh)"
  fish   in ~/.config/fish/config.fish   offhook completion fish | source

Or written to a file once: it changes with a new version of offhook only.
""",
    examples=(
        "offhook completion bash > offhook.bash",
        "offhook completion zsh > _offhook",
        "offhook completion fish > offhook.fish",
    ),
    exits={"0": "printed"},
)
_KINDS: Final = {
    "path": "sessions",
    "paths": "sessions",
    "session": "sessions",
    "sessions": "sessions",
    "invocation": "invocations",
    "target": "targets",
    "a": "targets",
    "b": "targets",
    "hook": "hooks",
    "faults": "faults",
    "topic": "topics",
}
"""By an option's name in the program: what completes it. Options of one name are alike."""
_OF_FILES: Final = {"F", "FILE", "FILE|TEXT", "FOLDER"}
"""What the help calls the value of an option that any file completes."""

_NAMES: Final = r"s/^\[\[\{0,1\}$1\.\"\{0,1\}\([[:alnum:]_:@/+-]\{1,\}\)\"\{0,1\}[].].*/\1/p"
"""For `sed`, where `$1` is a table of a session: the names of what is in it. A name with a sign
that says something to a shell is left out: bash would run `$(…)` of a stranger's session at Tab."""
_LISTED: Final = r"""
/^[^ \t-]/ {name = ""}
match($0, /^[ \t{]*"name": *"/) && RLENGTH < 15 {
  name = substr($0, RLENGTH + 1); sub(/".*/, "", name)
}
match($0, /^ ? ?- name: */) {
  name = substr($0, RLENGTH + 1); gsub(/^["\047]|["\047 ]+$/, "", name)
}
name ~ /^[A-Za-z0-9_:@\/+. -]+$/ && /TRIGGERS/ {print ENVIRON["PLACE"] "#" name; name = ""}
"""
"""For `awk`, as auth0-deploy-cli writes a folder or its one YAML: `PLACE#NAME` of all that has a
trigger of ours. Its name stands before that, and nearer to the edge than those of packages and
secrets. Here too one with other signs than these is left out. The shells name files by `/` or `./`,
since awk takes `a=b` for a variable and then reads the terminal."""
_BASH: Final = r"""
_offhook_names() {
  local word files=()
  for word in "${COMP_WORDS[@]:1}"; do
    if [[ $word == *.toml && -f $word ]]; then files+=("$word"); fi
    if [[ -d $word ]]; then files+=("${word%/}"/*.toml); fi
  done
  [ ${#files[@]} = 0 ] || sed -n "NAMES" -- "${files[@]}" 2>/dev/null | sort -u
}
_offhook_glob_sessions() {
  compgen -f -X '!*.toml' -- "$1"
  compgen -d -- "$1"
}
_offhook_in_folder() {
  local line word="${1//\\/}"
  local place="${word%%#*}" files=()
  [[ $word == *#* ]] || return
  local at="$place"
  [[ $at == /* ]] || at="./$at"
  for line in "$at" "$at"/hooks/*.json "$at"/actions/*.json; do
    if [[ -f $line ]]; then files+=("$line"); fi
  done
  [ ${#files[@]} = 0 ] && return
  while IFS= read -r line; do
    [[ $line != "$word"* ]] || printf '%s\n' "$line"
  done < <(PLACE="$place" awk 'LISTED' "${files[@]}" 2>/dev/null)
}
_offhook_glob_hooks() {
  local ending
  _offhook_in_folder "$1"
  for ending in js cjs py; do compgen -f -X "!*.$ending" -- "$1"; done
  compgen -d -- "$1"
}
_offhook_glob_targets() {
  _offhook_glob_hooks "$1"
  compgen -W "starter $(_offhook_names targets)" -- "$1"
}
_offhook_invocations() { compgen -W "$(_offhook_names invocation)" -- "$1"; }
_offhook_faults() { compgen -W "FAULTS" -- "$1"; }
_offhook_topics() { compgen -W "TOPICS" -- "$1"; }
"""
_AFTER_BASH: Final = r"""

# bash parts a word at = and :, the program does not; and what is no command may be a session.
_offhook() {
  local typed="${COMP_LINE:0:COMP_POINT}" word parted
  if [[ $typed == *[=:]* ]]; then
    local -a COMP_WORDS
    read -a COMP_WORDS <<< "$typed"
    if [[ $typed == *[[:space:]] ]]; then COMP_WORDS+=(""); fi
    local COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
  fi
  _shtab_offhook
  word="${COMP_WORDS[COMP_CWORD]}"
  if [[ $COMP_CWORD = 1 && $word != -* ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(_offhook_glob_sessions "$word")
  elif [[ $word == *[=:]* ]]; then
    parted="${word%"${word##*[=:]}"}"
    COMPREPLY=("${COMPREPLY[@]#"$parted"}")
  fi
}
complete -o bashdefault -o default -F _offhook offhook
"""
_ZSH: Final = r"""
_offhook_names() {
  local word
  local -a files
  for word in ${(Q)words[2,-1]}; do
    [[ $word == *.toml && -f $word ]] && files+=($word)
    [[ -d $word ]] && files+=(${word%/}/*.toml(N))
  done
  (( $#files )) && sed -n "NAMES" -- $files 2>/dev/null | sort -u
}
_offhook_sessions() { _files -g '*.toml' }
_offhook_in_folder() {
  local place=${${(Q)PREFIX}%%\#*}
  local at=$place
  local -a files names
  [[ $PREFIX == *\#* ]] || return
  [[ $at == /* ]] || at=./$at
  files=($at(N.) $at/(hooks|actions)/*.json(N.))
  (( $#files )) && names=(${(f)"$(PLACE=$place awk 'LISTED' $files 2>/dev/null)"})
  compadd -a names
}
_offhook_hooks() {
  _offhook_in_folder
  _files -g '*.(js|cjs|py)'
}
_offhook_targets() {
  local -a names=(starter ${(f)"$(_offhook_names targets)"})
  _alternative 'names:name of a target:compadd -a names' 'files:hook:_offhook_hooks'
}
_offhook_invocations() {
  local -a names=(${(f)"$(_offhook_names invocation)"})
  compadd -a names
}
_offhook_faults() { compadd -- FAULTS }
_offhook_topics() { compadd -- TOPICS }

# What is no command may be a session.
functions -c _shtab_offhook_commands _offhook_commands
_shtab_offhook_commands() {
  _alternative 'commands:command:_offhook_commands' 'files:session:_offhook_sessions'
}
"""
_FISH: Final = r"""
function _offhook_names
  set -l files
  for word in (commandline -opc)[2..-1]
    string match -q -- '*.toml' $word; and test -f $word; and set -a files $word
    test -d $word; and set -a files (string trim -r -c / $word)/*.toml
  end
  set -l names (string replace TABLE $argv[1] 'NAMES')
  count $files >/dev/null; and sed -n $names -- $files 2>/dev/null | sort -u
end
function _offhook_ending
  for each in (__fish_complete_path (commandline -ct))
    set -l path (string split -m1 \t -- $each)[1]
    string match -qr -- "(/|\.($argv[1]))\$" $path; and echo $each
  end
end
function _offhook_sessions; _offhook_ending toml; end
function _offhook_hooks
  set -l word (commandline -ct | string unescape)
  if string match -q -- '*#*' $word
    set -l place (string split -m1 '#' -- $word)[1]
    set -l at $place
    string match -q -- '/*' $at; or set at ./$at
    set -l files
    for file in $at $at/hooks/*.json $at/actions/*.json
      test -f $file; and set -a files $file
    end
    count $files >/dev/null; and PLACE=$place awk 'LISTED' $files 2>/dev/null
  end
  _offhook_ending 'js|cjs|py'
end
function _offhook_targets
  _offhook_hooks
  string join \n starter
  _offhook_names targets
end
function _offhook_invocations; _offhook_names invocation; end
function _offhook_faults; string join \n FAULTS; end
function _offhook_topics; string join \n TOPICS; end
"""
_AFTER_FISH: Final = """\
complete -c offhook -n '_shtab_offhook_using; and test $_shtab_offhook_npos -eq 0' \
-ka '(_offhook_sessions)'
"""
_SCRIPTS: Final = {"bash": (_BASH, _AFTER_BASH), "zsh": (_ZSH, ""), "fish": (_FISH, _AFTER_FISH)}
_FILES: Final = {"sessions", "hooks", "targets"}
"""What is among files; of a function in bash shtab learns it from `glob` in its name."""


def configure(parser: Parser) -> None:
    """The option: for which shell."""
    parser.manual = _MANUAL
    parser.add_argument("shell", choices=SHELLS, help="the shell that the script is for")


def run(options: argparse.Namespace, out: Output, _err: Diagnostics) -> int:
    """Print the script on stdout."""
    out.write(script(options.shell))
    return AS_EXPECTED


def script(shell: str) -> str:
    """The script for one of `SHELLS`."""
    import shtab

    from sessions.contract.fault import FAULTS
    from sessions.platforms.current import PLATFORM

    names = _NAMES if shell != "fish" else _NAMES.replace("$1", "TABLE").replace('\\"', '"')
    before, after = _SCRIPTS[shell]
    triggers = "|".join(PLATFORM.events.TRIGGERS)
    for word, text in {
        "NAMES": names,
        "LISTED": _LISTED.replace("TRIGGERS", triggers),
        "FAULTS": " ".join(FAULTS),
        "TOPICS": " ".join([*COMMANDS, *TOPICS]),
    }.items():
        before = before.replace(word, text)
    return shtab.complete(_marked(whole_parser()), shell, preamble=before) + after


def _marked(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Say at each option of a parser and of its commands what completes it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _marked(command)
        elif kind := _KINDS.get(action.dest) or ("files" if action.metavar in _OF_FILES else ""):
            action.complete = _completer(kind)  # pyright: ignore[reportAttributeAccessIssue]
        if action.metavar and action.option_strings:
            action.metavar = None  # one with a colon in it would end what zsh shows of it
    return parser


def _completer(kind: str) -> shtab.CompleteType:
    """The functions that complete a kind of argument, as shtab takes them."""
    import shtab

    if kind == "files":
        return shtab.FILE
    bash = f"_offhook_glob_{kind}" if kind in _FILES else f"_offhook_{kind}"
    return {"bash": bash, "zsh": f"_offhook_{kind}", "fish": f"(_offhook_{kind})"}
