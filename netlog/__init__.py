"""What does the user meet? The application: composition, commands, import and export, rendering."""

__version__ = "0.1.0"
