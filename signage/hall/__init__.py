"""The hall as it is described, with the settings it carries: values without a situation."""
