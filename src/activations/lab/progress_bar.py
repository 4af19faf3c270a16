"""A progress bar for what takes more than two seconds."""

from tqdm import tqdm


def progress(iterable, label):
    """Iterate over iterable, and show how far it is after two seconds.

    The bar goes to stderr and vanishes at the end. TQDM_DISABLE=1 in the
    environment turns it off, so that stored outputs hold none.
    """
    return tqdm(iterable, desc=label, delay=2, leave=False)
