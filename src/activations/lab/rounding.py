"""How numbers are written for a reader."""


def apart(numbers, figures):
    """Write numbers with so many figures, or as many as tell them apart."""
    numbers = [float(number) + 0.0 for number in numbers]
    for more in range(figures, 18):
        texts = [f"{number:.{more}g}" for number in numbers]
        if len(set(texts)) == len(set(numbers)):
            break
    return texts
