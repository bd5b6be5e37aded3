"""Pure values of the Send Phone Message contract: invocation, rules, outcome. No I/O."""
