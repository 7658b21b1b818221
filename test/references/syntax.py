"""A reader for scalar formulas in mathjs' syntax, written against its documentation: nested tuples come out.

A number is a float, a name a string, a call (function, argument, ...); operators are calls of mathjs' function.
"""
import re

TOKEN = re.compile(r"\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[A-Za-z_]\w*|[<>=!]=|[-+*/^(),?:<>])")
BINARY = [{"or": "or"}, {"and": "and"},
          {"==": "equal", "!=": "unequal", "<": "smaller", ">": "larger", "<=": "smallerEq", ">=": "largerEq"},
          {"+": "add", "-": "subtract"}, {"*": "multiply", "/": "divide"}]
RELATIONS = 2


def parse(text):
    tokens, place = [], 0
    while place < len(text.rstrip()):
        match = TOKEN.match(text, place)
        assert match, f"{text!r} at {place}"
        tokens.append(match[1])
        place = match.end()
    tokens.append("")
    tree = conditional(tokens)
    assert tokens == [""], f"{text!r}: left over {tokens}"
    return tree


def conditional(tokens):
    test = binary(tokens, 0)
    if tokens[0] != "?":
        return test
    tokens.pop(0)
    then = conditional(tokens)
    expect(tokens, ":")
    return ("select", test, then, conditional(tokens))


def binary(tokens, level):
    if level == len(BINARY):
        return implicit(tokens)
    left = binary(tokens, level + 1)
    links = []
    while tokens[0] in BINARY[level]:
        name = BINARY[level][tokens.pop(0)]
        right = binary(tokens, level + 1)
        if level == RELATIONS:
            links.append((name, left, right))
            left = right
        else:
            left = (name, left, right)
    if not links:
        return left
    # a < b < c holds when a < b and b < c.
    tree = links[0]
    for link in links[1:]:
        tree = ("and", tree, link)
    return tree


def implicit(tokens):
    """A product without a sign binds tighter than one with a sign: a / b c is a / (b c)."""
    left = unary(tokens)
    while re.match(r"[A-Za-z_(]", tokens[0]) and tokens[0] not in ("and", "or", "not"):
        left = ("multiply", left, unary(tokens))
    return left


def unary(tokens):
    if tokens[0] in ("-", "+", "not"):
        sign = tokens.pop(0)
        inner = unary(tokens)
        return {"-": ("unaryMinus", inner), "+": inner, "not": ("not", inner)}[sign]
    base = primary(tokens)
    if tokens[0] != "^":
        return base
    tokens.pop(0)
    return ("pow", base, unary(tokens))


def primary(tokens):
    token = tokens.pop(0)
    if token == "(":
        inner = conditional(tokens)
        expect(tokens, ")")
        return inner
    if re.match(r"[\d.]", token):
        return float(token)
    assert re.match(r"[A-Za-z_]", token), f"unexpected {token!r}"
    if tokens[0] != "(":
        return token
    tokens.pop(0)
    args = [conditional(tokens)]
    while tokens[0] == ",":
        tokens.pop(0)
        args.append(conditional(tokens))
    expect(tokens, ")")
    return (token, *args)


def expect(tokens, wanted):
    token = tokens.pop(0)
    assert token == wanted, f"{wanted!r} expected, not {token!r}"


def names(tree):
    """The names of a tree in order of appearance."""
    if isinstance(tree, str):
        return [tree]
    if isinstance(tree, tuple):
        return list(dict.fromkeys(name for arg in tree[1:] for name in names(arg)))
    return []
