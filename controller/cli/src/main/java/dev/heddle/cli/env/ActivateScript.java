package dev.heddle.cli.env;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The scripts that put an environment into a shell, made to go by their own place. */
final class ActivateScript {

  private static final Pattern SH_PATH =
      Pattern.compile("(VIRTUAL_ENV=(?:\\$\\(cygpath )?)(\"/[^\"\\n]*\"|'/[^'\\n]*'|/[^\\s;)]+)");
  private static final Pattern FISH_PATH =
      Pattern.compile("(set -gx VIRTUAL_ENV )(\"/[^\"\\n]*\"|'/[^'\\n]*'|/\\S+)");
  private static final Pattern CSH_PATH =
      Pattern.compile("(setenv VIRTUAL_ENV )(\"/[^\"\\n]*\"|'/[^'\\n]*'|/\\S+)");

  /** Finds the environment's directory; the syntax of one shell is hidden from the others. */
  private static final String SH_PLACE =
      """
      # The environment is where this file is.
      if [ -n "${BASH_VERSION:-}" ]; then
          eval '_heddle_place="${BASH_SOURCE[0]}"'
      elif [ -n "${ZSH_VERSION:-}" ]; then
          eval '_heddle_place="${(%):-%x}"'
      else
          echo "activate: only bash and zsh can tell where this file is" >&2
          return 1
      fi
      _heddle_place="$(CDPATH= cd -- "$(dirname -- "$_heddle_place")/.." >/dev/null && pwd)"
      """;

  /** This shell does not tell, but it has the file open; in a Linux, as nodes are. */
  private static final String CSH_PLACE =
      """
      # The environment is where this file is.
      set _heddle_place="`readlink /proc/$$/fd/* | sed -n 's,/bin/activate[.]csh,,p' | head -n 1`"
      """;

  private static final String CONDA =
      SH_PLACE
          + """
          if [ -n "${CONDA_PREFIX:-}" ]; then
              _HEDDLE_OLD_CONDA_PREFIX="$CONDA_PREFIX"
          fi
          _HEDDLE_OLD_PATH="$PATH"
          export CONDA_PREFIX="$_heddle_place" PATH="$_heddle_place/bin:$PATH"
          unset _heddle_place
          deactivate () {
              export PATH="$_HEDDLE_OLD_PATH"
              unset CONDA_PREFIX _HEDDLE_OLD_PATH
              if [ -n "${_HEDDLE_OLD_CONDA_PREFIX:-}" ]; then
                  export CONDA_PREFIX="$_HEDDLE_OLD_CONDA_PREFIX"
                  unset _HEDDLE_OLD_CONDA_PREFIX
              fi
              unset -f deactivate
          }
          hash -r 2>/dev/null
          if [ -d "$CONDA_PREFIX/etc/conda/activate.d" ]; then
              for _heddle_script in "$CONDA_PREFIX"/etc/conda/activate.d/*.sh; do
                  if [ -f "$_heddle_script" ]; then . "$_heddle_script"; fi
              done
              unset _heddle_script
          fi
          """;

  private ActivateScript() {}

  /** For a conda environment, which has none: conda activates from outside. */
  static String forConda() {
    return CONDA;
  }

  /** The path that the script for sh would set. */
  static Optional<String> path(String text) {
    Matcher matcher = SH_PATH.matcher(text);
    return matcher.find() ? Optional.of(unquoted(matcher.group(2))) : Optional.empty();
  }

  /** Empty when there is nothing to mend. */
  static Optional<String> mend(String name, String text) {
    return switch (name) {
      case "bin/activate" -> sh(text);
      case "bin/activate.fish" ->
          replace(FISH_PATH, text, "(dirname (dirname (realpath (status filename))))");
      case "bin/activate.csh" ->
          replace(CSH_PATH, text, "\"$_heddle_place\"")
              .map(mended -> CSH_PLACE + mended + "unset _heddle_place\n");
      default -> Optional.empty();
    };
  }

  private static Optional<String> sh(String text) {
    return replace(SH_PATH, text, "\"$_heddle_place\"")
        .map(
            mended ->
                SH_PLACE + mended + (mended.endsWith("\n") ? "" : "\n") + "unset _heddle_place\n");
  }

  private static Optional<String> replace(Pattern pattern, String text, String path) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find()
        ? Optional.of(matcher.replaceAll("$1" + Matcher.quoteReplacement(path)))
        : Optional.empty();
  }

  private static String unquoted(String path) {
    boolean quoted = path.startsWith("\"") || path.startsWith("'");
    return quoted ? path.substring(1, path.length() - 1) : path;
  }
}
