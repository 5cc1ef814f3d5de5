"""`python -m handoutpress` is the command `handouts`."""

from handoutpress.cli.app import main

if __name__ == "__main__":
    main()
